import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { performance } from "node:perf_hooks";

export interface Command {
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

export interface Sample {
  readonly seconds: number;
  readonly peakRssMiB: number;
  readonly firstByteSeconds: number;
}

const SAMPLE_EVERY_MS = 20;

/** Run a command to its end, its output thrown away, and say how long it took and how much memory it held at most. */
export async function measure({ command, args, env }: Command): Promise<Sample> {
  const start = performance.now();
  const child = spawn(command, args, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  const failure = collectTail(child.stderr);
  let firstByteSeconds = Number.NaN;
  child.stdout.on("data", () => {
    if (Number.isNaN(firstByteSeconds)) firstByteSeconds = (performance.now() - start) / 1000;
  });
  let peakRssMiB = 0;
  const timer = setInterval(() => (peakRssMiB = Math.max(peakRssMiB, peakMiB(child.pid))), SAMPLE_EVERY_MS);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  }).finally(() => clearInterval(timer));
  if (status !== 0)
    throw new Error(`${command} ${args.join(" ")} ended with ${String(status)}: ${failure()}`);
  return { seconds: (performance.now() - start) / 1000, peakRssMiB, firstByteSeconds };
}

/** The kernel's own high-water mark, so that sampling cannot miss a peak that came before the last sample. */
function peakMiB(pid: number | undefined): number {
  if (pid === undefined) return 0;
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid.toString()}/status`, "utf8"));
    return match === null ? 0 : Number(match[1]) / 1024;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return 0; // ended meanwhile, or not Linux
    if ((error as NodeJS.ErrnoException).code === "ESRCH") return 0;
    throw error;
  }
}

function collectTail(stream: NodeJS.ReadableStream): () => string {
  let tail = "";
  stream.on("data", (chunk: Buffer) => (tail = (tail + chunk.toString()).slice(-2000)));
  return () => tail;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
