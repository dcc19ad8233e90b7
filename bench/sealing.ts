import { createCipheriv, createSecretKey, randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { putLayout } from "../dist/lib/crypto/object-layout.js";
import { createObjectOpener } from "../dist/lib/crypto/opening-stream.js";
import { sealPartInPlace } from "../dist/lib/crypto/seal-in-place.js";
import { createObjectSealer } from "../dist/lib/crypto/sealing-stream.js";
import { ciphertextSize, sealedSize } from "../dist/lib/crypto/sizes.js";
import type { Sample } from "./measure.ts";
import type { Row } from "./table.ts";

const MIB = 1024 ** 2;
const TOTAL_BYTES = 1024 * MIB;
const PIECE_BYTES = 64 * 1024;
const CHUNK_BYTES = 16 * 1024;
const PART_BYTES = 8 * MIB;

/** The format alone, in memory and in one thread: 1 GiB sealed and opened, beside the cipher that it consists of. */
export async function sealing(rounds: number): Promise<readonly Row[]> {
  const objectKey = randomBytes(32);
  const sealed = await sealOnce(objectKey);
  const jobs = [
    { job: "AES-256-GCM in chunks of 16 KiB", run: async () => cipherAlone() },
    { job: "pieces through an empty stream", run: async () => pass() },
    { job: "seal an object as a stream", run: async () => sealStream(objectKey) },
    { job: "open an object as a stream", run: async () => openStream(objectKey, sealed) },
    { job: "seal parts in their buffers", run: async () => sealParts(objectKey) },
  ];
  const rows: Row[] = [];
  for (const { job, run } of jobs) {
    const samples: Sample[] = [];
    for (let round = 0; round < rounds; round += 1) samples.push(await timed(run));
    rows.push({ job, tool: "s3kit", samples, amount: { count: TOTAL_BYTES / 1e6, unit: "MB" } });
  }
  return rows;
}

async function timed(run: () => Promise<void>): Promise<Sample> {
  const start = performance.now();
  await run();
  const seconds = (performance.now() - start) / 1000;
  return { seconds, peakRssMiB: process.memoryUsage.rss() / MIB, firstByteSeconds: Number.NaN };
}

function cipherAlone(): void {
  const [key, chunk, nonce] = [createSecretKey(randomBytes(32)), randomBytes(CHUNK_BYTES), randomBytes(12)];
  for (let done = 0; done < TOTAL_BYTES; done += CHUNK_BYTES) {
    nonce.writeUInt32BE(done / CHUNK_BYTES, 8);
    const cipher = createCipheriv("aes-256-gcm", key, nonce);
    cipher.update(chunk);
    cipher.final();
    cipher.getAuthTag();
  }
}

async function pass(): Promise<void> {
  await pipeline(content(randomBytes(PIECE_BYTES), TOTAL_BYTES), sink());
}

async function sealStream(objectKey: Buffer): Promise<void> {
  await pipeline(content(randomBytes(PIECE_BYTES), TOTAL_BYTES), createObjectSealer({ objectKey }), sink());
}

interface SealedBody {
  readonly salt: Buffer;
  readonly body: Buffer;
}

const SEALED_BYTES = 64 * MIB;

async function sealOnce(objectKey: Buffer): Promise<SealedBody> {
  const sealer = createObjectSealer({ objectKey });
  const pieces: Buffer[] = [];
  const collect = new Writable({
    write(piece: Buffer, _encoding, done) {
      pieces.push(piece);
      done();
    },
  });
  await pipeline(content(randomBytes(PIECE_BYTES), SEALED_BYTES), sealer, collect);
  return { salt: sealer.salt, body: Buffer.concat(pieces) };
}

async function openStream(objectKey: Buffer, { salt, body }: SealedBody): Promise<void> {
  for (let done = 0; done < TOTAL_BYTES; done += SEALED_BYTES) {
    const opener = createObjectOpener(objectKey, putLayout(salt, ciphertextSize(SEALED_BYTES)));
    await pipeline(Readable.from(cut(body), { objectMode: false }), opener, sink());
  }
}

function sealParts(objectKey: Buffer): void {
  const buffer = Buffer.alloc(sealedSize(PART_BYTES));
  for (let number = 1; number * PART_BYTES <= TOTAL_BYTES; number += 1) {
    sealPartInPlace(objectKey, { number, plaintextBytes: PART_BYTES, salt: randomBytes(24) }, buffer);
  }
}

function content(piece: Buffer, sizeBytes: number): Readable {
  const pieces = function* () {
    for (let done = 0; done < sizeBytes; done += piece.length) yield piece;
  };
  return Readable.from(pieces(), { objectMode: false });
}

function* cut(body: Buffer): Generator<Buffer> {
  for (let at = 0; at < body.length; at += PIECE_BYTES) yield body.subarray(at, at + PIECE_BYTES);
}

function sink(): Writable {
  return new Writable({
    write(_piece, _encoding, done) {
      done();
    },
    writev(_pieces, done) {
      done();
    },
  });
}
