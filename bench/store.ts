import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";

/** The store that every program is measured on: `s3kit store serve` in a process of its own. */
export interface BenchStore {
  readonly endpoint: string;
  readonly env: Readonly<Record<string, string>>;
  readonly dir: string;
  peakRssMiB(): number;
  close(): Promise<void>;
}

const program = path.join(import.meta.dirname, "..", "bin", "run.js");
const KEY = { id: "BENCHBENCHBENCHBENCH", secret: "bench-secret-0123456789" };

/** Start an embedded store on a free port; `prepare` may fill its folder first. */
export async function startBenchStore(prepare?: (dir: string) => Promise<void>): Promise<BenchStore> {
  const dir = await mkdtemp(path.join(tmpdir(), "s3kit-bench-store-"));
  await prepare?.(dir);
  const words = ["store", "serve", "--data", dir, "--port", "0", "--key", `${KEY.id}:${KEY.secret}`];
  const child = spawn(process.execPath, [program, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const endpoint = await readiness(child);
  return {
    endpoint,
    dir,
    env: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_ACCESS_KEY_ID: KEY.id,
      AWS_SECRET_ACCESS_KEY: KEY.secret,
      AWS_REGION: "us-east-1",
      AWS_DEFAULT_REGION: "us-east-1",
      AWS_EC2_METADATA_DISABLED: "true",
    },
    peakRssMiB: () => peakMiB(child),
    close: async () => {
      child.kill("SIGTERM");
      if (child.exitCode === null) await once(child, "exit");
      await rm(dir, { recursive: true, force: true });
    },
  };
}

async function readiness(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("The store has no output to read its address from");
  for await (const line of createInterface(child.stdout)) {
    const match = /^listening on (http:\S+)$/.exec(line);
    if (match?.[1] !== undefined) return match[1];
  }
  throw new Error("The store ended before it listened");
}

function peakMiB(child: ChildProcess): number {
  const status = readFileSync(`/proc/${String(child.pid)}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024;
}
