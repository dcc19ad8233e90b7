import { createInterface } from "node:readline/promises";
import { Writable, type Readable } from "node:stream";

export interface PromptTerminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stderr: Writable;
  readonly signal?: AbortSignal;
}

/** Ask for a line on the terminal; the question goes to stderr. Empty when the input ends. */
export async function promptLine(question: string, terminal: PromptTerminal): Promise<string> {
  return ask(question, terminal, terminal.stderr);
}

/** Ask for a line that is not echoed. */
export async function promptSecret(question: string, terminal: PromptTerminal): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const secret = await ask(question, terminal, silent);
  terminal.stderr.write("\n");
  return secret;
}

/** The first line of a stream that is not a terminal; empty when it ends before. Reads no further than it must. */
export async function readLine(stdin: Readable): Promise<string> {
  const lines = createInterface({ input: stdin, crlfDelay: Infinity });
  for await (const line of lines) return line;
  return "";
}

async function ask(
  question: string,
  { stdin, stderr, signal }: PromptTerminal,
  echo: Writable,
): Promise<string> {
  // Before the question: from here on the terminal does not echo by itself, so that no quick answer shows.
  const prompt = createInterface({ input: stdin, output: echo, terminal: true });
  if (echo !== stderr) stderr.write(question);
  const ended = Promise.withResolvers<string>();
  prompt.once("close", () => ended.resolve(""));
  // In raw mode ^C reaches readline instead of the process: hand it on, so that it ends the command as anywhere else.
  prompt.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
  const shown = echo === stderr ? question : "";
  try {
    const answered = signal === undefined ? prompt.question(shown) : prompt.question(shown, { signal });
    return await Promise.race([answered, ended.promise]);
  } finally {
    prompt.close();
  }
}
