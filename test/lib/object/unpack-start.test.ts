import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { unpackStart, type Compression } from "../../../src/lib/object/unpack-start.js";

const TEXT = Array.from({ length: 20_000 }, (_, i) => `line ${i.toString()}\n`).join("");
const PACKED: readonly (readonly [Compression, Buffer])[] = [
  ["gzip", gzipSync(TEXT)],
  ["zstd", zstdCompressSync(TEXT)],
  ["br", brotliCompressSync(TEXT)],
  ["deflate", deflateSync(TEXT)],
];

async function* inChunks(bytes: Buffer, size = 1000): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

describe.each(PACKED)("unpacking the start of %s", (compression, packed) => {
  it("gives all of it when all of it fits", async () => {
    const { bytes, isWhole, fault } = await unpackStart(inChunks(packed), compression, 10_000_000);
    expect(bytes.toString()).toBe(TEXT);
    expect([isWhole, fault]).toEqual([true, undefined]);
  });

  it("stops at the most that is wanted", async () => {
    const { bytes, isWhole } = await unpackStart(inChunks(packed), compression, 1000);
    expect(Buffer.from(bytes).toString()).toBe(TEXT.slice(0, 1000));
    expect(isWhole).toBe(false);
  });

  it("gives the start of one that is cut off, and calls it no fault", async () => {
    const half = packed.subarray(0, Math.floor(packed.length / 2));
    const { bytes, fault } = await unpackStart(inChunks(half), compression, 10_000_000);
    expect(TEXT.startsWith(Buffer.from(bytes).toString())).toBe(true);
    expect(fault).toBeUndefined();
  });

  it("says what is wrong with damaged bytes", async () => {
    const damaged = Buffer.from(packed);
    damaged.fill(0xff, 20);
    const { fault } = await unpackStart(inChunks(damaged), compression, 10_000_000);
    expect(fault).toMatch(/\w/);
  });
});

it("passes on what goes wrong with reading", async () => {
  async function* failing(): AsyncGenerator<Uint8Array> {
    yield gzipSync(TEXT).subarray(0, 100);
    throw new Error("the store is gone");
  }
  await expect(unpackStart(failing(), "gzip", 10_000_000)).rejects.toThrow("the store is gone");
});
