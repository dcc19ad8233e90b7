import { readFile } from "node:fs/promises";
import type { Readable, Writable } from "node:stream";
import { ConfigurationError, UsageError } from "../errors/s3kit-error.js";
import { promptSecret, readLine } from "./prompt.js";

export interface PassphraseRequest {
  /** A file whose first line is the passphrase; `-` for standard input. */
  readonly file: string | undefined;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Ask twice, since a mistyped one would lock what it protects for ever. */
  readonly isNew: boolean;
  readonly terminal: {
    readonly stdin: Readable & { readonly isTTY?: boolean };
    readonly stderr: Writable;
    readonly signal: AbortSignal;
  };
}

/** Less can be guessed however slow a guess is. */
const FEWEST_CHARACTERS = 8;

/**
 * A passphrase: of a file, else of S3KIT_PASSPHRASE, else asked for on the terminal.
 *
 * @throws UsageError when there is none, or a new one is too short or was typed differently the second time
 */
export async function readPassphrase(request: PassphraseRequest): Promise<string> {
  const passphrase = await read(request);
  if (passphrase === "") throw new UsageError("The passphrase is empty", { code: "NoPassphrase" });
  if (request.isNew && passphrase.length < FEWEST_CHARACTERS) {
    throw new UsageError(`The passphrase has less than ${FEWEST_CHARACTERS.toString()} characters`, {
      hints: ["Use several words: whoever has the backup and the passphrase has all data"],
    });
  }
  return passphrase;
}

async function read({ file, env, isNew, terminal }: PassphraseRequest): Promise<string> {
  if (file !== undefined) return firstLine(file, terminal.stdin);
  const set = env["S3KIT_PASSPHRASE"];
  if (set !== undefined && set !== "") return set;
  if (terminal.stdin.isTTY !== true) {
    throw new UsageError("There is no terminal to ask for the passphrase on", {
      code: "NoPassphrase",
      hints: ["Name a file with --passphrase-file, or set S3KIT_PASSPHRASE"],
    });
  }
  const passphrase = await promptSecret("Passphrase (not shown): ", terminal);
  if (isNew && (await promptSecret("The same again: ", terminal)) !== passphrase) {
    throw new UsageError("The two passphrases differ");
  }
  return passphrase;
}

async function firstLine(file: string, stdin: Readable): Promise<string> {
  if (file === "-") return readLine(stdin);
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/, 1)[0] ?? "";
  } catch (cause) {
    throw new ConfigurationError(`Cannot read the passphrase from ${file}`, { cause });
  }
}
