import { ConfigurationError, NotFoundError, UsageError } from "../errors/s3kit-error.js";
import { readRingFile } from "./ring-file.js";

/** Where a ring's text comes from. Only a file can be changed. */
export type RingSource =
  | { readonly kind: "file"; readonly path: string }
  | { readonly kind: "environment"; readonly variable: string }
  | { readonly kind: "command"; readonly command: string };

/** What people write: a path, `env:VARIABLE`, or `command:PROGRAM ARGUMENTS` (run without a shell). */
export function parseRingSource(text: string): RingSource {
  const [, scheme, rest] = /^(env|command):(.*)$/s.exec(text) ?? [];
  if (scheme === undefined || rest === undefined) return { kind: "file", path: text };
  if (rest.trim() === "")
    throw new UsageError(`${scheme}: names nothing`, { hints: ["Write env:VARIABLE or command:PROGRAM"] });
  return scheme === "env" ? { kind: "environment", variable: rest } : { kind: "command", command: rest };
}

/** For people; holds no secret. */
export function describeRingSource(source: RingSource): string {
  switch (source.kind) {
    case "file":
      return source.path;
    case "environment":
      return `in ${source.variable}`;
    case "command":
      return `of the command ${source.command}`;
  }
}

/**
 * The text of a ring.
 *
 * @throws NotFoundError when there is no such file or variable
 * @throws ConfigurationError when others may read the file, or the command failed
 */
export async function readRingText(
  source: RingSource,
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
): Promise<string> {
  switch (source.kind) {
    case "file":
      return readRingFile(source.path);
    case "environment":
      return readVariable(source.variable, env);
    case "command":
      return readCommand(source.command, signal);
  }
}

function readVariable(variable: string, env: Readonly<Record<string, string | undefined>>): string {
  const text = env[variable];
  if (text !== undefined && text !== "") return text;
  throw new NotFoundError(`The environment has no ${variable}, which should hold the key ring`, {
    code: "NoKeyRing",
  });
}

async function readCommand(command: string, signal: AbortSignal | undefined): Promise<string> {
  const { execa, parseCommandString } = await import("execa");
  const [program = "", ...programArguments] = parseCommandString(command);
  try {
    const { stdout } = await execa(program, programArguments, {
      stdin: "ignore",
      stderr: "inherit",
      ...(signal === undefined ? {} : { cancelSignal: signal }),
    });
    return stdout;
  } catch (error) {
    signal?.throwIfAborted();
    // Not as a cause: execa's error holds the output, which may hold keys.
    const { exitCode, code } = error as { exitCode?: number; code?: string };
    const why =
      exitCode === undefined ? (code ?? "it could not be started") : `status ${exitCode.toString()}`;
    throw new ConfigurationError(`The command that prints the key ring failed: ${command} (${why})`, {
      code: "KeyRingCommand",
      hints: ["Run it by hand and see what it says"],
    });
  }
}
