import { styleText } from "node:util";
import { S3kitError } from "../errors/s3kit-error.js";
import { exitStatusOf, isInterruption, isProgrammerError } from "./exit-status.js";

export interface ErrorReport {
  /** What goes to stderr, without the last newline; empty when there is nothing to say. */
  readonly text: string;
  readonly exitCode: number;
}

export interface ReportOptions {
  readonly json: boolean;
  readonly color: boolean;
}

interface ErrorFacts {
  readonly code: string;
  readonly message: string;
  readonly hints: readonly string[];
}

/**
 * Put an error into words: `Error (CODE): message` and a `Try this:` list, or one line of JSON
 * `{"type":"error","code","message","exitCode","hints"}`. Errors that only wrong code causes carry their stack and
 * ask to be reported.
 */
export function reportError(error: unknown, options: ReportOptions): ErrorReport {
  const exitCode = exitStatusOf(error);
  if (isSilent(error)) return { text: "", exitCode };
  const facts = describe(error);
  const text = options.json
    ? JSON.stringify({ type: "error", ...facts, exitCode })
    : humanText(facts, stackOfBug(error), options.color);
  return { text, exitCode };
}

/** oclif's `this.exit(n)`: an exit status without words. */
function isSilent(error: unknown): boolean {
  return (error as { code?: unknown } | undefined)?.code === "EEXIT";
}

function describe(error: unknown): ErrorFacts {
  if (error instanceof S3kitError) return { code: error.code, message: error.message, hints: error.hints };
  if (isInterruption(error)) return { code: "Interrupted", message: "Interrupted", hints: [] };
  if (isProgrammerError(error)) return describeBug(error);
  const { message } = error as Error;
  return { code: codeOf(error as Error), message: message === "" ? "Unknown error" : message, hints: [] };
}

/** Node keeps codes in `code`, the AWS SDK a store's codes in `name`. */
function codeOf(error: Error): string {
  const { code } = error as NodeJS.ErrnoException;
  if (typeof code === "string") return code;
  return "$metadata" in error ? error.name : "Unknown";
}

function describeBug(error: unknown): ErrorFacts {
  const message =
    error instanceof Error ? `${error.name}: ${error.message}` : `Not an error: ${String(error)}`;
  return {
    code: "Bug",
    message,
    hints: ["This is a mistake in s3kit itself: please report it, with the command and the lines below"],
  };
}

function stackOfBug(error: unknown): string {
  const isBug = !(error instanceof S3kitError) && !isInterruption(error);
  if (!isBug || !isProgrammerError(error) || !(error instanceof Error)) return "";
  return (error.stack ?? "").split("\n").slice(1).join("\n");
}

function humanText({ code, message, hints }: ErrorFacts, stack: string, color: boolean): string {
  const label = `Error (${code}):`;
  const first = `${color ? styleText(["red", "bold"], label, { validateStream: false }) : label} ${message}`;
  const list = hints.length === 0 ? [] : ["", "Try this:", ...hints.map((hint) => `  • ${hint}`)];
  return [first, ...list, ...(stack === "" ? [] : ["", stack])].join("\n");
}
