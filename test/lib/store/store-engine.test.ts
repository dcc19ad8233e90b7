import { randomBytes } from "node:crypto";
import { buffer } from "node:stream/consumers";
import { describe, expect, it } from "vitest";
import {
  blobFiles,
  bodyOf,
  PLAIN,
  putObject,
  readCurrent,
  readObject,
  temporaryStore,
} from "./engine-fixture.js";

const BUCKET = { bucket: "b", region: "us-east-1", owner: "me" };
const LARGE = randomBytes(3 * 1024 * 1024 + 7);

describe("an object", () => {
  it.each([
    ["empty", Buffer.alloc(0)],
    ["small, kept in the index", Buffer.from("hello")],
    ["at the limit of the index", randomBytes(16 * 1024)],
    ["just above it, in a file", randomBytes(16 * 1024 + 1)],
    ["of several chunks", LARGE],
  ])("reads back as written: %s", async (_name, content) => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    await putObject(store.engine, "b", "k", content);
    expect(await readCurrent(store.engine, "b", "k")).toEqual(content);
    await store.reopen();
    expect(await readCurrent(store.engine, "b", "k")).toEqual(content);
  });

  it("reads any range of its bytes", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const version = await putObject(store.engine, "b", "k", LARGE);
    for (const [start, end] of [
      [0, 0],
      [5, 9],
      [262_143, 262_145],
      [LARGE.length - 1, LARGE.length - 1],
    ] as const) {
      const bytes = await buffer(store.engine.read(version, { start, end }));
      expect(bytes).toEqual(LARGE.subarray(start, end + 1));
    }
  });

  it("leaves nothing on disk when it is overwritten or removed", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    await putObject(store.engine, "b", "k", LARGE);
    await putObject(store.engine, "b", "k", LARGE);
    await store.reopen();
    expect(await blobFiles(store.dir)).toHaveLength(1);
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("can be copied without moving bytes, and outlives its source", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const source = await putObject(store.engine, "b", "source", LARGE);
    const { etag, sizeBytes, extents } = source;
    await store.engine.commit({
      bucket: "b",
      key: "copy",
      etag,
      sizeBytes,
      extents,
      attributes: PLAIN,
      owner: "me",
    });
    await store.engine.remove({ bucket: "b", key: "source", owner: "me" });
    await store.reopen();
    expect(await readCurrent(store.engine, "b", "copy")).toEqual(LARGE);
    expect(await blobFiles(store.dir)).toHaveLength(1);
  });

  it("goes on being read while it is overwritten", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const version = await putObject(store.engine, "b", "k", LARGE);
    const reading = store.engine.read(version);
    await putObject(store.engine, "b", "k", "new");
    expect(await buffer(reading)).toEqual(LARGE);
    expect((await readCurrent(store.engine, "b", "k")).toString()).toBe("new");
  });
});

describe("a staged blob", () => {
  it("is gone once discarded, and after a restart", async () => {
    await using store = await temporaryStore();
    const staged = await store.engine.stage(bodyOf(LARGE));
    expect(await blobFiles(store.dir)).toHaveLength(1);
    await staged.discard();
    expect(await blobFiles(store.dir)).toEqual([]);
    await store.engine.stage(bodyOf(LARGE));
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("is not touched by discarding it after its commit", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const staged = await store.engine.stage(bodyOf(LARGE));
    const { extents, sizeBytes } = staged;
    const version = await store.engine.commit({
      bucket: "b",
      key: "k",
      etag: "x",
      sizeBytes,
      extents,
      attributes: PLAIN,
      owner: "me",
    });
    await staged.discard();
    expect(await readObject(store.engine, version)).toEqual(LARGE);
  });
});
