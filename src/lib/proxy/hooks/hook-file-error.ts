import { execFile } from "node:child_process";
import { pathToFileURL } from "node:url";
import { ConfigurationError } from "../../errors/s3kit-error.js";

/**
 * Say what is wrong with a hook file, and where.
 *
 * @param seenFiles files that were loaded for it, in order: the last ones may be those that broke it.
 */
export async function describeHookFailure(
  error: unknown,
  path: string,
  seenFiles: readonly string[],
): Promise<ConfigurationError> {
  const { message, place } = await locate(error, path, seenFiles);
  const through = place.startsWith(path) ? "" : ` (loaded by ${path})`;
  return new ConfigurationError(`${place}: ${message}${through}`, {
    code: "InvalidHookFile",
    hints: ["Mend the file, or move it out of the folder; then start again"],
    cause: error,
  });
}

/** The line of the first frame of a stack that is in a file; undefined where there is none. */
export function lineOf(stack: string, file: string): number | undefined {
  const url = pathToFileURL(file).href;
  for (const frame of stack.split("\n")) {
    const [, frameUrl = "", line] = /(file:\/\/[^\s()]*?):(\d+)(?::\d+)?\)?$/.exec(frame.trim()) ?? [];
    if (frameUrl.split("?", 1)[0] === url) return Number(line);
    // Node shows TypeScript that it cannot strip by path.
    const [, framePath, pathLine] = /^(\/.*):(\d+)$/.exec(frame.trim()) ?? [];
    if (framePath === file) return Number(pathLine);
  }
  return undefined;
}

interface Located {
  readonly message: string;
  /** `FILE:LINE`, or the file alone. */
  readonly place: string;
}

async function locate(error: unknown, path: string, seenFiles: readonly string[]): Promise<Located> {
  if (!(error instanceof Error)) return { place: path, message: `threw ${String(error)}` };
  const message = `${error.name}: ${error.message}`;
  for (const file of [path, ...seenFiles]) {
    const line = lineOf(error.stack ?? "", file);
    if (line !== undefined) return { place: `${file}:${line.toString()}`, message };
  }
  // V8 keeps the place of a syntax error in a module to itself; only a process that dies of it shows it.
  const candidates = error instanceof SyntaxError ? [path, ...seenFiles.toReversed()] : [];
  for (const file of candidates) {
    const line = await syntaxErrorLine(file);
    if (line !== undefined) return { place: `${file}:${line.toString()}`, message };
  }
  return { place: path, message };
}

async function syntaxErrorLine(file: string): Promise<number | undefined> {
  const stderr = await new Promise<string>((resolve) => {
    execFile(process.execPath, ["--check", file], (_error, _stdout, stderr) => resolve(stderr));
  });
  return lineOf(stderr, file);
}
