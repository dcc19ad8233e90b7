import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Writable } from "node:stream";
import { hasFlag, wantsColor } from "./color.js";
import { isBrokenPipe, OutputClosedError } from "../errors/output-closed-error.js";
import { EXIT } from "../errors/exit-codes.js";
import { reportError } from "./report-error.js";
import { toUsageError } from "./usage-error.js";

/**
 * The program: run the command that the words name, report its error, end the process with the exit status it
 * deserves (`errors/exit-codes.ts`). Never returns.
 *
 * @param importMetaUrl of `bin/run.js`: `package.json` is one folder up from it.
 */
export async function run(argv: readonly string[], importMetaUrl: string): Promise<void> {
  if (isVersionRequest(argv)) {
    process.stdout.write(`${versionLine(importMetaUrl)}\n`);
    return;
  }
  if (argv[0] === "__complete") return printCompletions(argv.slice(1), importMetaUrl);
  silenceColors(argv);
  const fail = async (error: unknown) => end(await report(error, argv));
  process.on("uncaughtException", (error) => void fail(error));
  try {
    await runCommand(argv, importMetaUrl);
    end(process.exitCode ?? EXIT.ok);
  } catch (error) {
    await fail(error);
  }
}

/** Answered without loading anything: scripts and editors ask it often. */
function isVersionRequest([first]: readonly string[]): boolean {
  return first === "--version" || first === "-v";
}

function versionLine(importMetaUrl: string): string {
  const manifest = readFileSync(new URL("../package.json", importMetaUrl), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  return `s3kit/${version} ${process.platform}-${process.arch} node-${process.version}`;
}

/** Hidden, and asked at every press of Tab: past oclif. */
async function printCompletions(words: readonly string[], importMetaUrl: string): Promise<void> {
  const { complete } = await import("./complete/complete.js");
  const root = fileURLToPath(new URL("..", importMetaUrl));
  process.stdout.write(await complete(words[0] === "--" ? words.slice(1) : words, root, process.env));
  end(EXIT.ok);
}

/** oclif and the libraries under it look at NO_COLOR alone. */
function silenceColors(argv: readonly string[]): void {
  if (!wantsColor({ isTTY: process.stdout.isTTY, env: process.env, argv })) process.env["NO_COLOR"] = "1";
}

async function runCommand(argv: readonly string[], importMetaUrl: string): Promise<void> {
  // bin/run.js has looked at the version of Node; oclif would load a parser of versions to do it again.
  process.env["OCLIF_DISABLE_ENGINE_WARNING"] = "1";
  const oclif = await import("@oclif/core");
  await oclif.run([...argv], fileURLToPath(importMetaUrl));
}

/** Say what went wrong, and return the exit status. */
async function report(error: unknown, argv: readonly string[]): Promise<number> {
  if (error instanceof OutputClosedError || (isBrokenPipe(error) && isClosed(process.stdout))) return EXIT.ok;
  const color = wantsColor({ isTTY: process.stderr.isTTY, env: process.env, argv });
  const { translateError } = await import("../s3/translate-error.js");
  const { text, exitCode } = reportError(translateError(toUsageError(error) ?? error), {
    json: hasFlag(argv, "--json"),
    color,
  });
  if (text !== "") process.stderr.write(`${text}\n`);
  return exitCode;
}

function isClosed(stream: Writable): boolean {
  return stream.destroyed || stream.errored !== null;
}

/** End now: what is still in flight (a page fetched ahead, idle connections) is of no use to anybody. */
function end(exitCode: number | string): never {
  process.exit(exitCode);
}
