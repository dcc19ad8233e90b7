import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { KEY } from "../lib/store/running-store.js";

export const PROGRAM = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const ENVIRONMENT = { PATH: process.env["PATH"] ?? "", HOME: "/nonexistent", NO_COLOR: "1" };

export interface StoreProcess extends AsyncDisposable {
  readonly endpoint: string;
  readonly firstLine: string;
  readonly stderr: Promise<string>;
  /** Send a signal, and wait for the end: exit status, or the signal that ended it. */
  end(signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null>;
}

/** `store serve` as a process of its own, ready to answer. */
export async function serveStore(dir: string, ...words: readonly string[]): Promise<StoreProcess> {
  const args = [PROGRAM, "store", "serve", "--data", dir, "--port", "0", ...words];
  const child = spawn(process.execPath, args, { env: ENVIRONMENT, stdio: ["ignore", "pipe", "pipe"] });
  const stderr = text(child.stderr);
  const firstLine = await readFirstLine(child, stderr);
  return {
    endpoint: /http:\/\/[^"]+/.exec(firstLine)?.[0] ?? "",
    firstLine,
    stderr,
    end: (signal) => end(child, signal),
    [Symbol.asyncDispose]: async () => {
      await end(child, "SIGKILL");
    },
  };
}

/** `store serve` with the key pair of the tests. */
export const serveWithKey = (dir: string) =>
  serveStore(dir, "--key", `${KEY.accessKeyId}:${KEY.secretAccessKey}`);

/** Run the program to its end. */
export async function s3kit(...words: readonly string[]) {
  const result = await execa(process.execPath, [PROGRAM, ...words], {
    reject: false,
    extendEnv: false,
    env: ENVIRONMENT,
    timeout: 15_000,
  });
  const { exitCode, stdout, stderr } = result;
  return { exitCode, stdout, stderr };
}

async function readFirstLine(child: ChildProcess, stderr: Promise<string>): Promise<string> {
  if (child.stdout === null) throw new Error("The store's stdout is no pipe");
  const lines = createInterface({ input: child.stdout });
  const first = await Promise.race([once(lines, "line"), once(child, "exit")]);
  const [line] = first as unknown[];
  if (typeof line === "string") return line;
  throw new Error(`The store ended before it was ready: ${await stderr}`);
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | NodeJS.Signals | null> {
  if (child.exitCode === null && child.signalCode === null) {
    const exited = once(child, "exit");
    child.kill(signal);
    await exited;
  }
  return child.exitCode ?? child.signalCode;
}
