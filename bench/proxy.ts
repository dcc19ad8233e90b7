import { spawn, type ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { request as httpRequest, Agent, type IncomingMessage } from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { signRequest } from "../dist/lib/wire/auth/sign-request.js";
import { makeFiles } from "./files.ts";
import { measure, type Sample } from "./measure.ts";
import { startBenchStore, type BenchStore } from "./store.ts";
import type { Row } from "./table.ts";

/** A way to the same store: direct, or through a proxy in a process of its own. */
export interface Way {
  readonly name: string;
  readonly endpoint: string;
  readonly child: ChildProcess | undefined;
}

const program = path.join(import.meta.dirname, "..", "bin", "run.js");
const MIB = 1024 * 1024;
const PIECE = randomBytes(MIB);
const KEY = { accessKeyId: "PROXYPROXYPROXYPROXY", secretAccessKey: "proxy-secret-0123456789" };

/** The same requests directly, through `s3kit proxy serve`, and through `rclone serve s3` where it is on PATH. */
export async function throughProxy(rounds: number): Promise<readonly Row[]> {
  const store = await startBenchStore();
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-bench-"));
  const ways = [direct(store), await s3kit(store, folder), await rclone(store, folder)].filter(
    (way) => way !== undefined,
  );
  try {
    const [first] = ways;
    if (first !== undefined) await exchange(first, store, "PUT", "/bench", 0);
    return [
      ...(await large(ways, store, rounds)),
      ...(await small(ways, store)),
      ...(await files(ways, store, folder, rounds)),
    ];
  } finally {
    for (const { child } of ways) if (child !== undefined) await end(child);
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

export function direct({ endpoint }: BenchStore): Way {
  return { name: "direct", endpoint, child: undefined };
}

/** @param more words of the command line. */
export async function s3kit(
  { endpoint, env }: BenchStore,
  home: string,
  name = "s3kit",
  more: readonly string[] = [],
): Promise<Way> {
  const pair = `${KEY.accessKeyId}:${KEY.secretAccessKey}`;
  const words = ["proxy", "serve", "--port", "0", "--upstream", endpoint, "--key", pair, ...more];
  const child = spawn(process.execPath, [program, ...words], {
    env: { ...process.env, ...env, HOME: home },
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of createInterface(child.stdout)) {
    const listening = /^listening on (http:\S+)$/.exec(line)?.[1];
    if (listening !== undefined) return { name, endpoint: listening, child };
  }
  throw new Error("The proxy ended before it listened");
}

/** @param over a remote to serve instead of the store, and the environment that describes it. */
export async function rclone(
  { endpoint, env }: BenchStore,
  cache: string,
  over: { readonly remote: string; readonly env: Readonly<Record<string, string>> } = {
    remote: "store:",
    env: {},
  },
): Promise<Way | undefined> {
  const port = await freePort();
  const pair = `${KEY.accessKeyId},${KEY.secretAccessKey}`;
  const remote = {
    RCLONE_CONFIG: "/dev/null",
    RCLONE_CACHE_DIR: cache,
    RCLONE_CONFIG_STORE_TYPE: "s3",
    RCLONE_CONFIG_STORE_PROVIDER: "Other",
    RCLONE_CONFIG_STORE_ENV_AUTH: "true",
    RCLONE_CONFIG_STORE_ENDPOINT: endpoint,
    ...over.env,
  };
  const words = ["serve", "s3", "--addr", `127.0.0.1:${port.toString()}`, "--auth-key", pair, over.remote];
  const child = spawn("rclone", words, { env: { ...process.env, ...env, ...remote }, stdio: "ignore" });
  const [outcome] = await Promise.race([once(child, "error"), once(child, "spawn").then(() => [undefined])]);
  if (outcome !== undefined) return undefined;
  await delay(1500);
  return { name: "rclone serve s3", endpoint: `http://127.0.0.1:${port.toString()}`, child };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}

export async function end(child: ChildProcess): Promise<void> {
  child.kill("SIGTERM");
  if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
}

/** 1 GiB up and down, in one request each. */
export async function large(
  ways: readonly Way[],
  store: BenchStore,
  rounds: number,
): Promise<readonly Row[]> {
  const amount = { count: (1024 * MIB) / 1e6, unit: "MB" } as const;
  const rows: Row[] = [];
  for (const [job, method, sizeBytes] of [
    ["1 GiB up, one request", "PUT", 1024 * MIB],
    ["1 GiB down, one request", "GET", 0],
  ] as const) {
    const samples = new Map<string, Sample[]>(ways.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round += 1) {
      for (const way of ways) {
        const start = performance.now();
        await exchange(way, store, method, `/bench/large-${way.name.replaceAll(" ", "-")}`, sizeBytes);
        const sample = sampleOf(performance.now() - start);
        samples.get(way.name)?.push({ ...sample, peakRssMiB: await peakRssMiB(way) });
      }
    }
    for (const { name: tool } of ways) rows.push({ job, tool, samples: samples.get(tool) ?? [], amount });
  }
  return rows;
}

/** The most that the program on the way has held so far. Linux only. */
async function peakRssMiB({ child }: Way): Promise<number> {
  if (child?.pid === undefined || process.platform !== "linux") return 0;
  const status = await readFile(`/proc/${child.pid.toString()}/status`, "utf8");
  return Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1]) / 1024;
}

const REQUESTS = 3000;

/** Requests of 1 KiB over so many connections; medians and the slowest hundredth go to stderr. */
async function small(ways: readonly Way[], store: BenchStore): Promise<readonly Row[]> {
  const amount = { count: REQUESTS, unit: "objects" } as const;
  const rows: Row[] = [];
  for (const method of ["PUT", "GET"]) {
    for (const connections of [1, 16, 64]) {
      const job = `${REQUESTS.toString()} × ${method} 1 KiB, ${connections.toString()} connections`;
      for (const way of ways) {
        await burst(way, store, method, connections, REQUESTS / 10);
        const start = performance.now();
        const times = await burst(way, store, method, connections, REQUESTS);
        const sample = sampleOf(performance.now() - start);
        rows.push({ job, tool: way.name, samples: [sample], amount });
        process.stderr.write(`${job}: ${way.name}: p50 ${at(times, 0.5)} ms, p99 ${at(times, 0.99)} ms\n`);
      }
    }
  }
  return rows;
}

async function burst(
  way: Way,
  store: BenchStore,
  method: string,
  connections: number,
  count: number,
): Promise<readonly number[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const times: number[] = [];
  let left = count;
  const worker = async (number: number): Promise<void> => {
    while (left > 0) {
      left -= 1;
      const start = performance.now();
      await exchange(
        way,
        store,
        method,
        `/bench/small-${number.toString()}`,
        method === "PUT" ? 1024 : 0,
        agent,
      );
      times.push(performance.now() - start);
    }
  };
  await Promise.all(Array.from({ length: connections }, (_, number) => worker(number)));
  agent.destroy();
  return times.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], part: number): string {
  return (sorted[Math.floor(sorted.length * part)] ?? Number.NaN).toFixed(2);
}

async function files(
  ways: readonly Way[],
  store: BenchStore,
  folder: string,
  rounds: number,
): Promise<readonly Row[]> {
  const count = 2000;
  const source = path.join(folder, "many");
  await makeFiles(source, count, 4096);
  const amount = { count, unit: "objects" } as const;
  const rows: Row[] = [];
  for (const way of ways) {
    const key = keyFor(way, store);
    const env = {
      ...store.env,
      AWS_ENDPOINT_URL: way.endpoint,
      AWS_ACCESS_KEY_ID: key.accessKeyId,
      AWS_SECRET_ACCESS_KEY: key.secretAccessKey,
    };
    const args = [program, "cp", "--recursive", source, `s3://bench/${way.name.replaceAll(" ", "-")}/`];
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round += 1)
      samples.push(await measure({ command: process.execPath, args, env }));
    rows.push({ job: `s3kit cp of ${count.toString()} × 4 KiB`, tool: way.name, samples, amount });
  }
  return rows;
}

function keyFor({ child }: Way, { env }: BenchStore): typeof KEY {
  if (child !== undefined) return KEY;
  return {
    accessKeyId: env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: env["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
}

/** Send a request of so many bytes and read its answer. */
export async function exchange(
  way: Way,
  store: BenchStore,
  method: string,
  rawPath: string,
  sizeBytes: number,
  agent?: Agent,
): Promise<void> {
  const { hostname, port, host } = new URL(way.endpoint);
  const plain = { host, "content-length": sizeBytes.toString() };
  const headers = signRequest(
    { method, rawPath, query: "", headers: plain, payloadHash: "UNSIGNED-PAYLOAD" },
    keyFor(way, store),
    "us-east-1",
    "s3",
    new Date(),
  );
  const request = httpRequest({
    hostname,
    port,
    method,
    path: rawPath,
    headers,
    ...(agent === undefined ? {} : { agent }),
  });
  const answered = once(request, "response") as Promise<[IncomingMessage]>;
  for (let left = sizeBytes; left > 0; left -= MIB) {
    if (!request.write(left < MIB ? PIECE.subarray(0, left) : PIECE)) await once(request, "drain");
  }
  request.end();
  const [answer] = await answered;
  answer.resume();
  await once(answer, "end");
  if (answer.statusCode !== 200)
    throw new Error(`${way.name}: ${method} ${rawPath}: ${String(answer.statusCode)}`);
}

function sampleOf(milliseconds: number): Sample {
  return { seconds: milliseconds / 1000, peakRssMiB: 0, firstByteSeconds: Number.NaN };
}
