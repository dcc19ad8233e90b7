import { rm } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, it } from "vitest";
import { S3Error } from "../../../../src/lib/wire/s3-error.js";
import { blobFiles, bodyOf, putObject, readCurrent, temporaryStore } from "../engine-fixture.js";

const BUCKET = { bucket: "b", region: "us-east-1", owner: "me" };
const CHUNK = Buffer.alloc(100_000, 3);

function brokenBody(error: Error) {
  async function* read() {
    yield CHUNK;
    yield CHUNK;
    throw error;
  }
  return { ...bodyOf(CHUNK), stream: Readable.from(read()) };
}

describe("staging a body", () => {
  it("that fails leaves no file, leaves the old object, and passes the reason on", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    await putObject(store.engine, "b", "k", "old");
    const error = new S3Error("BadDigest", "wrong");
    await expect(store.engine.stage(brokenBody(error))).rejects.toBe(error);
    expect(await blobFiles(store.dir)).toEqual([]);
    expect((await readCurrent(store.engine, "b", "k")).toString()).toBe("old");
  });

  it("that is cut by the client leaves no file", async () => {
    await using store = await temporaryStore();
    const stream = new Readable({ read: () => undefined });
    const staging = store.engine.stage({ ...bodyOf(CHUNK), stream });
    for (let count = 0; count < 30; count += 1) stream.push(CHUNK);
    setTimeout(() => stream.destroy(new Error("gone")), 20);
    await expect(staging).rejects.toThrow("gone");
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("keeps many bodies apart that come at a time", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const contents = Array.from({ length: 40 }, (_, index) => Buffer.alloc(index * 3000, index));
    await Promise.all(
      contents.map(async (content, index) => putObject(store.engine, "b", `k${String(index)}`, content)),
    );
    for (const [index, content] of contents.entries()) {
      expect((await readCurrent(store.engine, "b", `k${String(index)}`)).equals(content)).toBe(true);
    }
  });

  it("gives the digests of the body", async () => {
    await using store = await temporaryStore();
    const staged = await store.engine.stage(bodyOf(Buffer.from("hello")));
    expect(staged.digests.get("MD5")?.toString("hex")).toBe("5d41402abc4b2a76b9719d911017c592");
    expect(staged.sizeBytes).toBe(5);
  });
});

describe("content whose file cannot be moved to its place", () => {
  it("is safe all the same: it is read from where it is, and moved at the next start", async () => {
    const errors: unknown[] = [];
    await using store = await temporaryStore({ onBackgroundError: (error) => errors.push(error) });
    store.engine.createBucket(BUCKET);
    await rm(join(store.dir, "blobs"), { recursive: true });
    await putObject(store.engine, "b", "k", CHUNK);
    expect(errors).toHaveLength(1);
    expect(await blobFiles(store.dir)).toEqual([expect.stringMatching(/^tmp\//u)]);
    expect((await readCurrent(store.engine, "b", "k")).equals(CHUNK)).toBe(true);
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([expect.stringMatching(/^blobs\//u)]);
    expect((await readCurrent(store.engine, "b", "k")).equals(CHUNK)).toBe(true);
  });
});
