import { randomBytes } from "node:crypto";
import { describe, expect, it } from "vitest";
import type { ListUploadsInput, StoreEngine, UploadRecord } from "../../../src/lib/store/engine.js";
import { blobFiles, bodyOf, PLAIN, putObject, readObject, temporaryStore } from "./engine-fixture.js";

const BUCKET = { bucket: "b", region: "us-east-1", owner: "me" };
const PART = randomBytes(50_000);

async function sendPart(engine: StoreEngine, upload: UploadRecord, partNumber: number, content = PART) {
  const { extents, sizeBytes } = await engine.stage(bodyOf(content));
  return engine.putPart(upload, { partNumber, etag: String(partNumber), sizeBytes, extents });
}

function createUpload(engine: StoreEngine, key: string): UploadRecord {
  return engine.createUpload({ bucket: "b", key, attributes: PLAIN, initiator: "me" });
}

function completion(engine: StoreEngine, upload: UploadRecord) {
  const parts = engine.listParts(upload, { after: 0, limit: 10_000 });
  return {
    bucket: "b",
    key: upload.key,
    etag: `x-${String(parts.length)}`,
    sizeBytes: parts.reduce((sum, part) => sum + part.sizeBytes, 0),
    extents: parts.flatMap((part) => part.extents),
    parts: parts.map(({ partNumber, sizeBytes }) => ({ partNumber, sizeBytes })),
    attributes: PLAIN,
    owner: "me",
    completes: upload,
  };
}

function uploadsOf(engine: StoreEngine, input: Partial<ListUploadsInput> = {}) {
  const page = engine.listUploads({
    bucket: "b",
    prefix: "",
    delimiter: "",
    after: "",
    limit: 1000,
    ...input,
  });
  return page.entries.map((entry) => (entry.kind === "item" ? entry.item : entry.prefix));
}

describe("a multipart upload", () => {
  it("joins parts sent in any order without moving a byte", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const upload = createUpload(store.engine, "k");
    const contents = Array.from({ length: 20 }, () => randomBytes(30_000));
    await Promise.all(
      contents.map(async (content, index) => sendPart(store.engine, upload, 20 - index, content)),
    );
    const before = await blobFiles(store.dir);
    const version = await store.engine.commit(completion(store.engine, upload));
    expect(await blobFiles(store.dir)).toEqual(before);
    expect((await readObject(store.engine, version)).equals(Buffer.concat(contents.toReversed()))).toBe(true);
    expect(store.engine.find("b", "k")?.parts).toHaveLength(20);
    expect(uploadsOf(store.engine)).toEqual([]);
  });

  it("frees a part that is sent again, and parts that the completion leaves out", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const upload = createUpload(store.engine, "k");
    await sendPart(store.engine, upload, 1);
    await sendPart(store.engine, upload, 1);
    await sendPart(store.engine, upload, 2);
    const whole = completion(store.engine, upload);
    const [first] = store.engine.listParts(upload, { after: 0, limit: 1 });
    await store.engine.commit({ ...whole, extents: first?.extents ?? [], sizeBytes: PART.length });
    await store.reopen();
    expect(await blobFiles(store.dir)).toHaveLength(1);
  });

  it("leaves nothing when it is aborted", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const upload = createUpload(store.engine, "k");
    await sendPart(store.engine, upload, 1);
    store.engine.abortUpload(upload);
    expect(() => store.engine.getUpload("b", "k", upload.uploadId)).toThrow(
      expect.objectContaining({ code: "NoSuchUpload" }),
    );
    expect(() => store.engine.abortUpload(upload)).toThrow(expect.objectContaining({ code: "NoSuchUpload" }));
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("takes no part and no completion any more once it ended", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const upload = createUpload(store.engine, "k");
    await sendPart(store.engine, upload, 1);
    const whole = completion(store.engine, upload);
    await store.engine.commit(whole);
    await expect(store.engine.commit(whole)).rejects.toMatchObject({ code: "NoSuchUpload" });
    await expect(sendPart(store.engine, upload, 2)).rejects.toMatchObject({ code: "NoSuchUpload" });
  });

  it("is known under its own bucket and key only", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const { uploadId } = createUpload(store.engine, "k");
    expect(() => store.engine.getUpload("b", "other", uploadId)).toThrow(
      expect.objectContaining({ code: "NoSuchUpload" }),
    );
  });

  it("is dropped with its bucket, which counts as empty", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    await sendPart(store.engine, createUpload(store.engine, "k"), 1);
    store.engine.deleteBucket("b");
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([]);
  });

  it("completes ten thousand parts at once", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const source = await putObject(store.engine, "b", "source", PART);
    const upload = createUpload(store.engine, "k");
    const numbers = Array.from({ length: 10_000 }, (_, index) => index + 1);
    await Promise.all(
      numbers.map(async (partNumber) =>
        store.engine.putPart(upload, {
          partNumber,
          etag: "e",
          sizeBytes: 5,
          extents: [{ ...(source.extents[0] ?? fail()), sizeBytes: 5 }],
        }),
      ),
    );
    const startMs = performance.now();
    const version = await store.engine.commit(completion(store.engine, upload));
    expect(performance.now() - startMs).toBeLessThan(2000);
    expect(version.sizeBytes).toBe(50_000);
    await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    await store.engine.remove({ bucket: "b", key: "source", owner: "me" });
    await store.reopen();
    expect(await blobFiles(store.dir)).toEqual([]);
  });
});

function fail(): never {
  throw new Error("The source has no content");
}

describe("a listing of uploads", () => {
  it("is ordered by key, then by age, and goes on behind a key or an upload", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const [b1, a1, a2, c1] = ["b", "a", "a", "c"].map((key) => createUpload(store.engine, key));
    expect(uploadsOf(store.engine)).toEqual([a1, a2, b1, c1]);
    expect(uploadsOf(store.engine, { after: "a" })).toEqual([b1, c1]);
    expect(uploadsOf(store.engine, { after: "a", afterUploadId: a1?.uploadId ?? "" })).toEqual([a2, b1, c1]);
    expect(uploadsOf(store.engine, { prefix: "c" })).toEqual([c1]);
  });

  it("puts keys below a delimiter together", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    for (const key of ["x/1", "x/2", "y"]) createUpload(store.engine, key);
    expect(uploadsOf(store.engine, { delimiter: "/" })).toEqual([
      "x/",
      expect.objectContaining({ key: "y" }),
    ]);
  });

  it("gives parts page by page", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const upload = createUpload(store.engine, "k");
    for (const partNumber of [1, 5, 9]) await sendPart(store.engine, upload, partNumber);
    const numbers = (after: number) =>
      store.engine.listParts(upload, { after, limit: 2 }).map((part) => part.partNumber);
    expect(numbers(0)).toEqual([1, 5]);
    expect(numbers(5)).toEqual([9]);
  });
});
