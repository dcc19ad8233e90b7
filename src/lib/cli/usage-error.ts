import { EXIT } from "../errors/exit-codes.js";
import { UsageError } from "../errors/s3kit-error.js";

/**
 * An error of oclif's parser (unknown flag, missing argument, bad value) as a {@link UsageError}; undefined for any
 * other. Only its words are kept: the original holds the whole configuration.
 */
export function toUsageError(error: unknown, commandId?: string): UsageError | undefined {
  if (!(error instanceof Error) || !isParseError(error)) return undefined;
  const message = error.message
    .replace(/\n?See more help with --help\n?/, "")
    .replace(/^The following errors? occurred:\n\s*/, "")
    .trim();
  const command = ["s3kit", ...(commandId === undefined ? [] : commandId.split(":"))].join(" ");
  return new UsageError(message, { hints: [`Run ${command} --help`] });
}

function isParseError(error: Error): boolean {
  // Some of the parser's errors carry no status (a value that is not among a flag's options), but all what was parsed;
  // the help command has no class of its own.
  return (
    oclifExitStatus(error) === EXIT.usage ||
    ("parse" in error && "oclif" in error) ||
    /^Command .* not found\.$/.test(error.message) ||
    // A plain error of the parser, without a class or a status of its own.
    /^Flag --\S+ can only be specified once$/.test(error.message)
  );
}

/** The exit status that oclif gave an error. */
export function oclifExitStatus(error: unknown): number | undefined {
  const exit = (error as { oclif?: { exit?: unknown } } | undefined)?.oclif?.exit;
  return typeof exit === "number" ? exit : undefined;
}
