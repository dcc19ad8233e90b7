import { describe, expect, it } from "vitest";
import { listAll, putObject, temporaryStore } from "./engine-fixture.js";
import { ODD_KEYS } from "./odd-keys.js";

const BUCKET = { bucket: "b", region: "eu-west-1", owner: "me" };

describe("a bucket", () => {
  it("remembers what it was made with", async () => {
    const createdAt = new Date("2026-01-02T03:04:05.678Z");
    await using store = await temporaryStore({ clock: () => createdAt });
    const made = store.engine.createBucket(BUCKET);
    await store.reopen();
    expect(store.engine.getBucket("b")).toEqual(made);
    expect(made).toEqual({
      name: "b",
      region: "eu-west-1",
      owner: "me",
      createdAt,
      versioning: undefined,
      objectLock: false,
    });
  });

  it("has versioning from the start when objects can be locked", async () => {
    await using store = await temporaryStore();
    expect(store.engine.createBucket({ ...BUCKET, objectLock: true })).toMatchObject({
      versioning: "Enabled",
      objectLock: true,
    });
  });

  it("is made once, and the answer tells whose it is", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    expect(() => store.engine.createBucket(BUCKET)).toThrow(
      expect.objectContaining({ code: "BucketAlreadyOwnedByYou" }),
    );
    expect(() => store.engine.createBucket({ ...BUCKET, owner: "you" })).toThrow(
      expect.objectContaining({ code: "BucketAlreadyExists" }),
    );
  });

  it("is not deleted while it holds something, and leaves nothing when it is", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    store.engine.setDocument("b", "policy", "{}");
    await putObject(store.engine, "b", "k", "x");
    expect(() => store.engine.deleteBucket("b")).toThrow(expect.objectContaining({ code: "BucketNotEmpty" }));
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    store.engine.deleteBucket("b");
    expect(() => store.engine.getBucket("b")).toThrow(expect.objectContaining({ code: "NoSuchBucket" }));
    store.engine.createBucket(BUCKET);
    expect(store.engine.getDocument("b", "policy")).toBeUndefined();
  });

  it("keeps documents apart by kind, and forgets them when told", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    store.engine.setDocument("b", "policy", "1");
    store.engine.setDocument("b", "policy", "2");
    store.engine.setDocument("b", "cors", "3");
    store.engine.setDocument("b", "website", undefined);
    expect(store.engine.getDocument("b", "policy")).toBe("2");
    store.engine.setDocument("b", "policy", undefined);
    expect(store.engine.getDocument("b", "policy")).toBeUndefined();
    expect(store.engine.getDocument("b", "cors")).toBe("3");
  });

  it("that is unknown refuses every use", async () => {
    await using store = await temporaryStore();
    const page = { bucket: "b", prefix: "", delimiter: "", after: "", limit: 1 };
    const uses = [
      () => store.engine.deleteBucket("b"),
      () => store.engine.setVersioning("b", "Enabled"),
      () => store.engine.getDocument("b", "acl"),
      () => store.engine.setDocument("b", "acl", "x"),
      () => store.engine.find("b", "k"),
      () => store.engine.list(page),
      () => store.engine.listVersions(page),
      () => store.engine.listUploads(page),
    ];
    for (const use of uses) expect(use).toThrow(expect.objectContaining({ code: "NoSuchBucket" }));
    await expect(putObject(store.engine, "b", "k", "x")).rejects.toMatchObject({ code: "NoSuchBucket" });
    await expect(store.engine.remove({ bucket: "b", key: "k", owner: "me" })).rejects.toMatchObject({
      code: "NoSuchBucket",
    });
  });

  it("is listed by name, from a prefix, page by page", async () => {
    await using store = await temporaryStore();
    for (const bucket of ["b-2", "a-1", "b-1", "c", "b-10"]) store.engine.createBucket({ ...BUCKET, bucket });
    const names = (prefix: string, after: string, limit: number) =>
      store.engine.listBuckets({ prefix, after, limit }).map(({ name }) => name);
    expect(names("", "", 10)).toEqual(["a-1", "b-1", "b-10", "b-2", "c"]);
    expect(names("b-", "", 10)).toEqual(["b-1", "b-10", "b-2"]);
    expect(names("b-", "b-1", 1)).toEqual(["b-10"]);
    expect(names("", "c", 10)).toEqual([]);
  });
});

describe("keys", () => {
  it("are all distinct, listed in byte order, and none leaves the folder", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    for (const key of ODD_KEYS) await putObject(store.engine, "b", key, key);
    const expected = ODD_KEYS.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect(new Set(ODD_KEYS).size).toBe(ODD_KEYS.length);
    for (const limit of [1, 7, 1000]) expect(listAll(store.engine, { bucket: "b", limit })).toEqual(expected);
    for (const key of ODD_KEYS) {
      expect(store.engine.find("b", key)?.sizeBytes, JSON.stringify(key)).toBe(Buffer.byteLength(key));
    }
    await store.reopen();
    for (const key of ODD_KEYS) await store.engine.remove({ bucket: "b", key, owner: "me" });
    expect(listAll(store.engine, { bucket: "b" })).toEqual([]);
  });

  it("are listed in every way that prefix and delimiter allow", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    for (const key of ["a", "a/", "a/b", "a/b/c", "a//b", "ab", "b/c"])
      await putObject(store.engine, "b", key, "");
    const list = (prefix: string, delimiter: string) =>
      listAll(store.engine, { bucket: "b", prefix, delimiter, limit: 1 });
    expect(list("", "/")).toEqual(["a", "a/", "ab", "b/"]);
    expect(list("a", "/")).toEqual(["a", "a/", "ab"]);
    expect(list("a/", "/")).toEqual(["a/", "a//", "a/b", "a/b/"]);
    expect(list("a/b", "/")).toEqual(["a/b", "a/b/"]);
    expect(list("a", "b")).toEqual(["a", "a/", "a//b", "a/b", "ab"]);
    expect(list("none", "/")).toEqual([]);
  });
});
