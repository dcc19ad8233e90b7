import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import type {
  Extent,
  ListedVersion,
  ObjectVersion,
  StoreEngine,
  UploadRecord,
} from "../../../src/lib/store/engine.js";
import { sliceExtents } from "../../../src/lib/store/blobs/extents.js";
import { S3Error } from "../../../src/lib/wire/s3-error.js";
import { checkStore } from "../../../src/lib/store/recovery/check-store.js";
import { blobFiles, bodyOf, PLAIN, readObject, temporaryStore } from "./engine-fixture.js";

/** Versioning as S3 describes it, on arrays: newest version first. */
interface ModelVersion {
  readonly versionId: string;
  readonly content: Buffer | undefined;
}

type Versioning = "Enabled" | "Suspended" | undefined;

class Model {
  versioning: Versioning = undefined;
  readonly keys = new Map<string, ModelVersion[]>();

  versions(key: string): ModelVersion[] {
    return this.keys.get(key) ?? [];
  }

  push(key: string, version: ModelVersion): void {
    const others = this.versions(key).filter(
      ({ versionId }) => versionId !== "null" || this.versioning === "Enabled",
    );
    this.keys.set(key, [version, ...others]);
  }

  drop(key: string, versionId: string): void {
    this.keys.set(
      key,
      this.versions(key).filter((version) => version.versionId !== versionId),
    );
  }
}

type Step =
  | { readonly do: "put"; readonly key: string; readonly sizeBytes: number }
  | { readonly do: "copy"; readonly from: string; readonly key: string }
  | { readonly do: "delete"; readonly key: string }
  | { readonly do: "deleteVersion"; readonly key: string; readonly nth: number }
  | { readonly do: "refuse"; readonly key: string }
  | { readonly do: "upload"; readonly key: string; readonly parts: readonly number[]; readonly from: string }
  | { readonly do: "abort"; readonly key: string; readonly sizeBytes: number }
  | { readonly do: "versioning"; readonly state: "Enabled" | "Suspended" }
  | { readonly do: "reopen" };

const key = fc.constantFrom("a", "a/b", "a/c", "b", "\u0001", "😀/é");
const sizeBytes = fc.constantFrom(0, 1, 100, 16_384, 16_385, 70_000);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant("put"), key, sizeBytes }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("copy"), from: key, key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("delete"), key }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("deleteVersion"), key, nth: fc.nat(3) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("refuse"), key }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant("upload"),
      key,
      parts: fc.array(fc.constantFrom(1, 5000, 40_000), { minLength: 1, maxLength: 4 }),
      from: key,
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("abort"), key, sizeBytes }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant("versioning"),
      state: fc.constantFrom("Enabled", "Suspended"),
    }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("reopen") }) },
) as fc.Arbitrary<Step>;

let contentCount = 0;

/** Bytes that no other content has. */
function newContent(size: number): Buffer {
  contentCount += 1;
  return Buffer.alloc(size, `${String(contentCount)}.`);
}

async function commit(
  engine: StoreEngine,
  target: string,
  extents: readonly Extent[],
  upload?: UploadRecord,
) {
  return engine.commit({
    bucket: "b",
    key: target,
    etag: "e",
    sizeBytes: extents.reduce((sum, extent) => sum + extent.sizeBytes, 0),
    extents,
    attributes: PLAIN,
    owner: "me",
    ...(upload && { completes: upload }),
  });
}

async function apply(
  engine: StoreEngine,
  model: Model,
  action: Exclude<Step, { do: "reopen" }>,
): Promise<void> {
  switch (action.do) {
    case "put": {
      const content = newContent(action.sizeBytes);
      const staged = await engine.stage(bodyOf(content));
      const { versionId } = await commit(engine, action.key, staged.extents);
      return model.push(action.key, { versionId, content });
    }
    case "copy": {
      const source = engine.find("b", action.from);
      if (!source || source.isDeleteMarker) return;
      const content = await readObject(engine, source);
      const { versionId } = await commit(engine, action.key, source.extents);
      return model.push(action.key, { versionId, content });
    }
    case "delete": {
      const { versionId } = await engine.remove({ bucket: "b", key: action.key, owner: "me" });
      if (versionId === undefined) return model.drop(action.key, "null");
      return model.push(action.key, { versionId, content: undefined });
    }
    case "deleteVersion": {
      const named = model.versions(action.key)[action.nth];
      const versionId = named?.versionId ?? "00000000000000ff";
      const removed = await engine.remove({ bucket: "b", key: action.key, versionId, owner: "me" });
      expect(removed).toEqual({
        versionId,
        isDeleteMarker: named !== undefined && named.content === undefined,
      });
      return model.drop(action.key, versionId);
    }
    case "refuse": {
      const staged = await engine.stage(bodyOf(newContent(20_000)));
      const refused = engine.commit({
        bucket: "b",
        key: action.key,
        etag: "e",
        sizeBytes: staged.sizeBytes,
        extents: staged.extents,
        attributes: PLAIN,
        owner: "me",
        check(current) {
          expect(current?.versionId).toBe(model.versions(action.key)[0]?.versionId);
          throw new S3Error("PreconditionFailed", "no");
        },
      });
      await expect(refused).rejects.toMatchObject({ code: "PreconditionFailed" });
      return staged.discard();
    }
    case "upload": {
      return completeUpload(engine, model, action);
    }
    case "abort": {
      const upload = engine.createUpload({
        bucket: "b",
        key: action.key,
        attributes: PLAIN,
        initiator: "me",
      });
      const staged = await engine.stage(bodyOf(newContent(action.sizeBytes)));
      await engine.putPart(upload, {
        partNumber: 1,
        etag: "e",
        sizeBytes: staged.sizeBytes,
        extents: staged.extents,
      });
      return engine.abortUpload(upload);
    }
    case "versioning": {
      model.versioning = action.state;
      return engine.setVersioning("b", action.state);
    }
  }
}

/** Parts are sent in parallel, the first one twice, and one more is the second half of an object that is there. */
async function completeUpload(
  engine: StoreEngine,
  model: Model,
  action: Extract<Step, { do: "upload" }>,
): Promise<void> {
  const upload = engine.createUpload({ bucket: "b", key: action.key, attributes: PLAIN, initiator: "me" });
  const send = async (partNumber: number, content: Buffer) => {
    const staged = await engine.stage(bodyOf(content));
    const { sizeBytes: size, extents } = staged;
    await engine.putPart(upload, { partNumber, etag: "e", sizeBytes: size, extents });
    return content;
  };
  await send(1, newContent(30_000));
  const sent = await Promise.all(action.parts.map((size, index) => send(index + 1, newContent(size))));
  const source = engine.find("b", action.from);
  if (source && source.sizeBytes > 1) {
    const range = { start: source.sizeBytes >> 1, end: source.sizeBytes - 1 };
    const extents = sliceExtents(source.extents, range);
    const size = range.end - range.start + 1;
    await engine.putPart(upload, { partNumber: 9999, etag: "e", sizeBytes: size, extents });
    sent.push((await readObject(engine, source)).subarray(range.start));
  }
  const parts = engine.listParts(upload, { after: 0, limit: 10_000 });
  expect(parts.map((part) => part.sizeBytes)).toEqual(sent.map((content) => content.length));
  const { versionId } = await commit(
    engine,
    action.key,
    parts.flatMap((part) => part.extents),
    upload,
  );
  model.push(action.key, { versionId, content: Buffer.concat(sent) });
}

async function expectSame(engine: StoreEngine, model: Model): Promise<void> {
  const order = [...model.keys.keys()].toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const all = order.flatMap((name) =>
    model.versions(name).map((version, index) => ({ key: name, isLatest: index === 0, ...version })),
  );
  expect(
    listed(engine, "listVersions").map(({ key: name, versionId, isLatest }) => [name, versionId, isLatest]),
  ).toEqual(all.map(({ key: name, versionId, isLatest }) => [name, versionId, isLatest]));
  const live = all.filter(({ isLatest, content }) => isLatest && content);
  expect(listed(engine, "list").map((item) => item.key)).toEqual(live.map((version) => version.key));
  for (const expected of all) {
    const found = engine.find("b", expected.key, expected.versionId);
    await expectVersion(engine, found, expected.content);
  }
  for (const name of order) {
    expect(engine.find("b", name)?.versionId).toBe(model.versions(name)[0]?.versionId);
  }
  expect(
    engine.listUploads({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 10 }).entries,
  ).toEqual([]);
}

async function expectVersion(
  engine: StoreEngine,
  found: ObjectVersion | undefined,
  content: Buffer | undefined,
) {
  expect(found?.isDeleteMarker).toBe(content === undefined);
  if (!found || !content) return;
  expect(found.sizeBytes).toBe(content.length);
  expect((await readObject(engine, found)).equals(content)).toBe(true);
}

function listed(engine: StoreEngine, method: "list" | "listVersions"): ListedVersion[] {
  const page = engine[method]({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 1000 });
  return page.entries.flatMap((entry) => (entry.kind === "item" ? [entry.item] : []));
}

describe("the store engine", () => {
  it("does what a map of arrays does, through restarts, and keeps no byte too many", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 5, maxLength: 40, size: "max" }), async (steps) => {
        await using store = await temporaryStore();
        const model = new Model();
        store.engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
        for (const action of steps) {
          if (action.do === "reopen") await store.reopen();
          else await apply(store.engine, model, action);
        }
        await expectSame(store.engine, model);
        await store.reopen();
        await expectSame(store.engine, model);
        await store.reopen(async () => {
          const events = await Array.fromAsync(checkStore({ dir: store.dir, rehash: true }));
          expect(events.filter((event) => event.type === "finding")).toEqual([]);
        });
        for (const [name, versions] of model.keys) {
          for (const { versionId } of versions) {
            await store.engine.remove({ bucket: "b", key: name, versionId, owner: "me" });
          }
        }
        store.engine.deleteBucket("b");
        await store.reopen();
        expect(await blobFiles(store.dir)).toEqual([]);
      }),
      { numRuns: 40 },
    );
  }, 120_000);
});
