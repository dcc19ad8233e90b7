import { spawn } from "node:child_process";
import { once } from "node:events";
import { readdir, readFile } from "node:fs/promises";
import { createInterface } from "node:readline";
import { PROGRAM } from "./program.js";

/** A server of the program's, in a process of its own, that listens. */
export interface ListeningProgram {
  readonly endpoint: string;
  /** What it wrote to standard error so far. */
  stderr(): string;
  /** Memory that it holds now, and at most held so far. Linux only. */
  memoryMiB(): Promise<{ readonly now: number; readonly peak: number }>;
  /** Files and sockets that it has open. Linux only. */
  openFiles(): Promise<number>;
  kill(signal: NodeJS.Signals): void;
  /** Its exit status, or the signal that ended it, once it has ended. */
  ended(): Promise<number | NodeJS.Signals | null>;
}

/** Start the program with these words and `--json`, and wait until it says where it listens. */
export async function startListening(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ListeningProgram> {
  const child = spawn(process.execPath, [PROGRAM, ...words, "--json"], {
    env: { PATH: process.env["PATH"] ?? "", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let stderr = "";
  child.stderr.on("data", (piece: Buffer) => (stderr = (stderr + piece.toString()).slice(-100_000)));
  const { pid = 0 } = child;
  const endpoint = await readEndpoint(child.stdout, () => stderr);
  child.stdout.resume();
  return {
    endpoint,
    stderr: () => stderr,
    memoryMiB: async () => memoryOf(await readFile(`/proc/${pid.toString()}/status`, "utf8")),
    openFiles: async () => (await readdir(`/proc/${pid.toString()}/fd`)).length,
    kill: (signal) => child.kill(signal),
    async ended() {
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      return child.exitCode ?? child.signalCode;
    },
  };
}

async function readEndpoint(stdout: NodeJS.ReadableStream, stderr: () => string): Promise<string> {
  for await (const line of createInterface({ input: stdout })) {
    const message = JSON.parse(line) as { readonly type: string; readonly endpoint: string };
    if (message.type === "listening") return message.endpoint;
  }
  throw new Error(`The server ended before it was listening: ${stderr()}`);
}

function memoryOf(status: string): { readonly now: number; readonly peak: number } {
  const field = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1]) / 1024;
  return { now: field("VmRSS"), peak: field("VmHWM") };
}
