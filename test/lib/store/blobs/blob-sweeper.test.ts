import { setTimeout as sleep } from "node:timers/promises";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { blobFiles, PLAIN, putObject, temporaryStore } from "../engine-fixture.js";

const BUCKET = { bucket: "b", region: "us-east-1", owner: "me" };
const LARGE = Buffer.alloc(2_000_000, 5);

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Let the sweeper's pause pass, and then its work. */
async function passTime(): Promise<void> {
  await vi.advanceTimersByTimeAsync(2100);
  await sleep(100);
}

describe("content that nothing refers to any more", () => {
  it("is removed while the store runs, a little later", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    await putObject(store.engine, "b", "k", LARGE);
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    expect(await blobFiles(store.dir)).toHaveLength(1);
    await passTime();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("stays until the last reader is done", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const reading = store.engine.read(await putObject(store.engine, "b", "k", LARGE));
    await putObject(store.engine, "b", "k", "new");
    await passTime();
    expect((await buffer(reading)).equals(LARGE)).toBe(true);
    await passTime();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("stays when it is used again in time", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const { etag, sizeBytes, extents } = await putObject(store.engine, "b", "k", LARGE);
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    await store.engine.commit({
      bucket: "b",
      key: "copy",
      etag,
      sizeBytes,
      extents,
      attributes: PLAIN,
      owner: "me",
    });
    await passTime();
    expect(await blobFiles(store.dir)).toHaveLength(1);
  });

  it("cannot be used again once it is gone", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const source = await putObject(store.engine, "b", "k", LARGE);
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    await passTime();
    const { etag, sizeBytes, extents } = source;
    const copy = store.engine.commit({
      bucket: "b",
      key: "c",
      etag,
      sizeBytes,
      extents,
      attributes: PLAIN,
      owner: "me",
    });
    await expect(copy).rejects.toMatchObject({ code: "OperationAborted" });
    expect(store.engine.find("b", "c")).toBeUndefined();
    await expect(buffer(store.engine.read(source))).rejects.toMatchObject({ code: "InternalError" });
  });

  it("is not kept by a reader that was given up", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const reading = store.engine.read(await putObject(store.engine, "b", "k", LARGE));
    reading.destroy();
    const other = store.engine.read(await putObject(store.engine, "b", "k", LARGE));
    for await (const chunk of other) {
      expect(chunk).toBeInstanceOf(Buffer);
      break;
    }
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    await passTime();
    await passTime();
    expect(await blobFiles(store.dir)).toEqual([]);
  });
});
