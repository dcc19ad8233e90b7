import { describe, expect, it } from "vitest";
import type { ListVersionsInput, StoreEngine } from "../../../src/lib/store/engine.js";
import { S3Error } from "../../../src/lib/wire/s3-error.js";
import { PLAIN, putObject, temporaryStore } from "./engine-fixture.js";

const BUCKET = { bucket: "b", region: "us-east-1", owner: "me" };

async function versionedStore() {
  const store = await temporaryStore();
  store.engine.createBucket(BUCKET);
  store.engine.setVersioning("b", "Enabled");
  return store;
}

function versionsOf(engine: StoreEngine, input: Partial<ListVersionsInput> = {}) {
  const page = engine.listVersions({
    bucket: "b",
    prefix: "",
    delimiter: "",
    after: "",
    limit: 1000,
    ...input,
  });
  return page.entries.map((entry) =>
    entry.kind === "item" ? `${entry.item.key}@${entry.item.versionId}` : entry.prefix,
  );
}

describe("versions", () => {
  it("are named null until versioning is switched on, and that one is then kept", async () => {
    await using store = await temporaryStore();
    store.engine.createBucket(BUCKET);
    const first = await putObject(store.engine, "b", "k", "1");
    store.engine.setVersioning("b", "Enabled");
    const second = await putObject(store.engine, "b", "k", "2");
    expect(first.versionId).toBe("null");
    expect(second.versionId).toMatch(/^[0-9a-f]{16}$/u);
    expect(versionsOf(store.engine)).toEqual([`k@${second.versionId}`, "k@null"]);
  });

  it("replace the null one while versioning is suspended, wherever it is in the order", async () => {
    await using store = await versionedStore();
    store.engine.setVersioning("b", "Suspended");
    await putObject(store.engine, "b", "k", "null 1");
    store.engine.setVersioning("b", "Enabled");
    const kept = await putObject(store.engine, "b", "k", "kept");
    store.engine.setVersioning("b", "Suspended");
    await putObject(store.engine, "b", "k", "null 2");
    expect(versionsOf(store.engine)).toEqual(["k@null", `k@${kept.versionId}`]);
    expect(store.engine.find("b", "k", "null")).toMatchObject({ isLatest: true, sizeBytes: 6 });
    expect(store.engine.find("b", "k", kept.versionId)?.isLatest).toBe(false);
  });

  it("are hidden by a delete marker, and shown again when it is removed", async () => {
    await using store = await versionedStore();
    const { versionId } = await putObject(store.engine, "b", "k", "1");
    const marker = await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    expect(marker.isDeleteMarker).toBe(true);
    expect(store.engine.find("b", "k")).toMatchObject({
      isDeleteMarker: true,
      versionId: marker.versionId,
      etag: "",
    });
    const listing = () => store.engine.list({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 9 });
    expect(listing().entries).toEqual([]);
    const removed = await store.engine.remove({
      bucket: "b",
      key: "k",
      owner: "me",
      versionId: marker.versionId ?? "",
    });
    expect(removed).toEqual({ versionId: marker.versionId, isDeleteMarker: true });
    expect(store.engine.find("b", "k")).toMatchObject({ versionId, isLatest: true });
    expect(listing().entries).toHaveLength(1);
  });

  it("get a delete marker even where there is no object", async () => {
    await using store = await versionedStore();
    expect(await store.engine.remove({ bucket: "b", key: "k", owner: "me" })).toMatchObject({
      isDeleteMarker: true,
    });
    expect(() => store.engine.deleteBucket("b")).toThrow(expect.objectContaining({ code: "BucketNotEmpty" }));
  });

  it("get a null delete marker while suspended, in place of the null version", async () => {
    await using store = await versionedStore();
    const kept = await putObject(store.engine, "b", "k", "kept");
    store.engine.setVersioning("b", "Suspended");
    await putObject(store.engine, "b", "k", "null");
    const marker = await store.engine.remove({ bucket: "b", key: "k", owner: "me" });
    expect(marker).toEqual({ versionId: "null", isDeleteMarker: true });
    expect(versionsOf(store.engine)).toEqual(["k@null", `k@${kept.versionId}`]);
  });

  it("stay in order when the clock goes back", async () => {
    let now = 2_000_000_000_000;
    await using store = await temporaryStore({ clock: () => new Date(now) });
    store.engine.createBucket(BUCKET);
    store.engine.setVersioning("b", "Enabled");
    const first = await putObject(store.engine, "b", "k", "1");
    now -= 1_000_000_000;
    await store.reopen();
    const second = await putObject(store.engine, "b", "k", "2");
    expect(versionsOf(store.engine)).toEqual([`k@${second.versionId}`, `k@${first.versionId}`]);
    expect(store.engine.find("b", "k")?.versionId).toBe(second.versionId);
  });

  it("are shown to the check of a removal: the one named, else the newest", async () => {
    await using store = await versionedStore();
    const first = await putObject(store.engine, "b", "k", "1");
    const second = await putObject(store.engine, "b", "k", "2");
    const seen: (string | undefined)[] = [];
    const refuse = {
      bucket: "b",
      key: "k",
      owner: "me",
      check: (current?: { versionId: string }) => {
        seen.push(current?.versionId);
        throw new S3Error("AccessDenied", "locked");
      },
    };
    await expect(store.engine.remove({ ...refuse, versionId: first.versionId })).rejects.toThrow("locked");
    await expect(store.engine.remove(refuse)).rejects.toThrow("locked");
    await expect(store.engine.remove({ ...refuse, key: "none" })).rejects.toThrow("locked");
    expect(seen).toEqual([first.versionId, second.versionId, undefined]);
    expect(versionsOf(store.engine)).toHaveLength(2);
  });

  it("carry attributes of their own", async () => {
    await using store = await versionedStore();
    const until = new Date("2030-01-02T03:04:05.678Z");
    const attributes = {
      headers: { "content-type": "text/plain" },
      metadata: { ünï: "cödé" },
      tags: [
        ["a", "1"],
        ["b", ""],
      ] as const,
      storageClass: "GLACIER",
      acl: "public-read",
      encryption: { "x-amz-server-side-encryption": "AES256" },
      retention: { mode: "GOVERNANCE" as const, until },
      legalHold: true,
    };
    const first = await putObject(store.engine, "b", "k", "1", { attributes });
    await putObject(store.engine, "b", "k", "2");
    await store.reopen();
    const found = store.engine.find("b", "k", first.versionId);
    expect(found).toMatchObject({ attributes, storageClass: "GLACIER" });
    if (found) store.engine.updateAttributes(found, { ...PLAIN, tags: [["c", "3"]] });
    expect(store.engine.find("b", "k", first.versionId)?.attributes).toEqual({
      ...PLAIN,
      tags: [["c", "3"]],
    });
    expect(store.engine.find("b", "k")?.attributes).toEqual(PLAIN);
    await store.engine.remove({ bucket: "b", key: "k", versionId: first.versionId, owner: "me" });
    expect(() => store.engine.updateAttributes(first, PLAIN)).toThrow(
      expect.objectContaining({ code: "NoSuchVersion" }),
    );
  });
});

describe("a listing of versions", () => {
  it("goes on within a key, also behind a version that was removed meanwhile", async () => {
    await using store = await versionedStore();
    const ids: string[] = [];
    for (const content of ["1", "2", "3"])
      ids.unshift((await putObject(store.engine, "b", "k", content)).versionId);
    await putObject(store.engine, "b", "l", "x");
    const [newest = "", middle = "", oldest = ""] = ids;
    const rest = [`k@${middle}`, `k@${oldest}`, expect.stringMatching(/^l@/u)];
    expect(versionsOf(store.engine, { after: "k", afterVersionId: newest })).toEqual(rest);
    await store.engine.remove({ bucket: "b", key: "k", versionId: newest, owner: "me" });
    expect(versionsOf(store.engine, { after: "k", afterVersionId: newest })).toEqual(rest);
    expect(versionsOf(store.engine, { after: "k" })).toEqual([expect.stringMatching(/^l@/u)]);
  });

  it("visits each version once, whatever the size of its pages", async () => {
    await using store = await versionedStore();
    for (const key of ["a", "b/1", "b/2", "c"]) {
      for (let count = 0; count < 3; count += 1) await putObject(store.engine, "b", key, String(count));
      await store.engine.remove({ bucket: "b", key, owner: "me" });
    }
    for (const delimiter of ["", "/"]) {
      const whole = versionsOf(store.engine, { delimiter });
      for (const limit of [1, 2, 3, 5, 100]) {
        expect(pageThrough(store.engine, delimiter, limit)).toEqual(whole);
      }
    }
  });

  it("tells which version is the latest on later pages too", async () => {
    await using store = await versionedStore();
    for (const content of ["1", "2"]) await putObject(store.engine, "b", "k", content);
    const [first = ""] = versionsOf(store.engine);
    const page = store.engine.listVersions({
      bucket: "b",
      prefix: "",
      delimiter: "",
      after: "k",
      afterVersionId: first.slice(2),
      limit: 9,
    });
    expect(page.entries).toMatchObject([{ item: { isLatest: false } }]);
  });

  it("refuses a version marker that no version can have", async () => {
    await using store = await versionedStore();
    expect(() => versionsOf(store.engine, { after: "k", afterVersionId: "nonsense" })).toThrow(
      expect.objectContaining({ code: "InvalidArgument" }),
    );
  });
});

function pageThrough(engine: StoreEngine, delimiter: string, limit: number): string[] {
  const names: string[] = [];
  for (let marker: Partial<ListVersionsInput> = {}; ;) {
    const page = engine.listVersions({ bucket: "b", prefix: "", delimiter, after: "", limit, ...marker });
    for (const entry of page.entries) {
      names.push(entry.kind === "item" ? `${entry.item.key}@${entry.item.versionId}` : entry.prefix);
      marker =
        entry.kind === "item"
          ? { after: entry.item.key, afterVersionId: entry.item.versionId }
          : { after: entry.prefix };
    }
    if (!page.isTruncated) return names;
  }
}
