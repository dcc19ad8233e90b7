import { createHash } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Pool } from "undici";
import { signRequest } from "../dist/lib/wire/auth/sign-request.js";
import type { Sample } from "./measure.ts";
import { startBenchStore, type BenchStore } from "./store.ts";
import type { Row } from "./table.ts";

const CONNECTIONS = 16;
const SMALL_PUTS = 10_000;
const MIB = 1024 ** 2;
const LARGE_BYTES = 200 * MIB;

/**
 * What the embedded store does by itself: signed requests from this process over kept-alive connections, the payload's
 * hash computed beforehand, so that next to nothing of the client is in the times. The memory is the store's.
 */
export async function measureServer(rounds: number): Promise<readonly Row[]> {
  const store = await startBenchStore();
  const pool = new Pool(store.endpoint, { connections: CONNECTIONS });
  try {
    const send = createSender(store, pool);
    await send("PUT", "/bench");
    return await measureJobs(store, send, rounds);
  } finally {
    await pool.close();
    await store.close();
  }
}

type Send = (method: "GET" | "PUT", path: string, payload?: Payload) => Promise<number>;

interface Payload {
  readonly bytes: Buffer;
  readonly sha256: string;
}

async function measureJobs(store: BenchStore, send: Send, rounds: number): Promise<readonly Row[]> {
  const small = payloadOf(1024);
  const large = payloadOf(LARGE_BYTES);
  const samples: { puts: Sample[]; up: Sample[]; down: Sample[] } = { puts: [], up: [], down: [] };
  for (let round = 0; round < rounds; round += 1) {
    const key = `/bench/large-${round.toString()}`;
    samples.puts.push(await timed(store, () => putMany(send, small, round)));
    samples.up.push(await timed(store, () => send("PUT", key, large)));
    samples.down.push(await timed(store, () => readWhole(send, key)));
  }
  const megabytes = { count: LARGE_BYTES / 1e6, unit: "MB" } as const;
  const objects = { count: SMALL_PUTS, unit: "objects" } as const;
  const tool = "s3kit";
  return [
    {
      job: `store: ${SMALL_PUTS.toLocaleString("en-US")} PUTs of 1 KiB`,
      tool,
      samples: samples.puts,
      amount: objects,
    },
    { job: "store: PUT of 200 MiB", tool, samples: samples.up, amount: megabytes },
    { job: "store: GET of 200 MiB", tool, samples: samples.down, amount: megabytes },
  ];
}

async function putMany(send: Send, payload: Payload, round: number): Promise<void> {
  let next = 0;
  const worker = async () => {
    for (let number = next++; number < SMALL_PUTS; number = next++)
      await send("PUT", `/bench/small-${round.toString()}/${number.toString()}`, payload);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, worker));
}

async function readWhole(send: Send, path: string): Promise<void> {
  const received = await send("GET", path);
  if (received !== LARGE_BYTES) throw new Error(`Only ${received.toString()} bytes came back`);
}

/** Resolves with the length of the answer's body, once it is read. */
function createSender(store: BenchStore, pool: Pool): Send {
  const credentials = {
    accessKeyId: store.env["AWS_ACCESS_KEY_ID"] ?? "",
    secretAccessKey: store.env["AWS_SECRET_ACCESS_KEY"] ?? "",
  };
  const { host } = new URL(store.endpoint);
  return async (method, path, payload = NOTHING) => {
    const input = { method, rawPath: path, query: "", headers: { host }, payloadHash: payload.sha256 };
    const headers = signRequest(input, credentials, "us-east-1", "s3", new Date());
    const body = payload.bytes.length === 0 ? null : payload.bytes;
    const answer = await pool.request({ method, path, headers, body });
    let received = 0;
    for await (const chunk of answer.body) received += (chunk as Buffer).length;
    if (answer.statusCode !== 200)
      throw new Error(`${method} ${path} answered ${answer.statusCode.toString()}`);
    return received;
  };
}

const NOTHING: Payload = payloadOf(0);

function payloadOf(sizeBytes: number): Payload {
  const bytes = Buffer.alloc(sizeBytes, "content of the benchmark ");
  return { bytes, sha256: createHash("sha256").update(bytes).digest("hex") };
}

async function timed(store: BenchStore, work: () => Promise<unknown>): Promise<Sample> {
  const start = performance.now();
  await work();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakRssMiB: store.peakRssMiB(), firstByteSeconds: Number.NaN };
}
