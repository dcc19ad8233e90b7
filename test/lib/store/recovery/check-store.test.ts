import { mkdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  checkStore,
  type CheckInput,
  type CheckSummary,
} from "../../../../src/lib/store/recovery/check-store.js";
import type { StoreFinding } from "../../../../src/lib/store/recovery/store-finding.js";
import { openStoreEngine } from "../../../../src/lib/store/open-store-engine.js";
import { blobFiles, PLAIN, putObject, temporaryFolder } from "../engine-fixture.js";

const LARGE = Buffer.alloc(100_000, 7);
let dir: string;

/** A store with two versions of `k` (both files), `copy` of the newer one, `small` in the index, and a part. */
beforeEach(async () => {
  dir = await temporaryFolder();
  const engine = await openStoreEngine({ dir });
  engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
  engine.setVersioning("b", "Enabled");
  await putObject(engine, "b", "k", LARGE);
  const { etag, sizeBytes, extents } = await putObject(engine, "b", "k", LARGE);
  await engine.commit({ bucket: "b", key: "copy", etag, sizeBytes, extents, attributes: PLAIN, owner: "me" });
  const upload = engine.createUpload({ bucket: "b", key: "u", attributes: PLAIN, initiator: "me" });
  await engine.putPart(upload, { partNumber: 3, etag, sizeBytes, extents });
  await putObject(engine, "b", "small", "small");
  await engine.close();
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function check(input: Omit<CheckInput, "dir"> = {}) {
  const events = await Array.fromAsync(checkStore({ dir, ...input }));
  const findings = events.filter((event): event is StoreFinding => event.type === "finding");
  const summary = events.find((event): event is CheckSummary => event.type === "summary");
  return { findings, summary };
}

async function newerFile(): Promise<string> {
  const file = (await blobFiles(dir)).toSorted((a, b) => (a.slice(-14) < b.slice(-14) ? 1 : -1))[0];
  return join(dir, file ?? "");
}

/** Damage, then: found; repaired; and nothing left to find. */
async function expectFoundAndRepaired(problem: string, options: Omit<CheckInput, "dir"> = {}) {
  const found = await check(options);
  expect(found.findings.map((finding) => [finding.problem, finding.repaired])).toEqual([[problem, false]]);
  const repaired = await check({ ...options, repair: true });
  expect(repaired.findings.map((finding) => [finding.problem, finding.repaired])).toEqual([[problem, true]]);
  expect((await check({ ...options, rehash: true })).findings).toEqual([]);
  return found.findings[0];
}

async function keysLeft(): Promise<string[]> {
  const engine = await openStoreEngine({ dir });
  const page = engine.listVersions({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 10 });
  await engine.close();
  return page.entries.map((entry) => (entry.kind === "item" ? entry.item.key : entry.prefix));
}

describe("checking a store", () => {
  it("finds nothing in a sound one, and counts it", async () => {
    const { findings, summary } = await check({ rehash: true });
    expect(findings).toEqual([]);
    expect(summary).toEqual({
      type: "summary",
      blobCount: 3,
      sizeBytes: 2 * LARGE.length + 5,
      findingCount: 0,
      repairedCount: 0,
    });
  });

  it("finds and removes files that nothing refers to", async () => {
    await writeFile(join(dir, "blobs", "ab", "000000000000ab"), "orphan");
    const finding = await expectFoundAndRepaired("orphan-file");
    expect(finding?.path).toBe("blobs/ab/000000000000ab");
    expect(await blobFiles(dir)).toHaveLength(2);
  });

  it("reports files that are not the store's and leaves them alone", async () => {
    await writeFile(join(dir, "blobs", "ab", ".DS_Store"), "");
    const { findings } = await check({ repair: true });
    expect(findings.map(({ problem, repaired }) => [problem, repaired])).toEqual([["foreign-file", false]]);
    expect(await blobFiles(dir)).toContain("blobs/ab/.DS_Store");
  });

  it("finds objects whose file is missing, and takes all that use it out of the index", async () => {
    await rm(await newerFile());
    const finding = await expectFoundAndRepaired("missing-content");
    expect(finding?.affected).toEqual([
      { kind: "version", bucket: "b", key: "copy", versionId: expect.any(String) },
      { kind: "version", bucket: "b", key: "k", versionId: expect.any(String) },
      { kind: "part", uploadId: expect.any(String), partNumber: 3 },
    ]);
    expect(await keysLeft()).toEqual(["k", "small"]);
  });

  it("makes the older version the latest when the newest is lost", async () => {
    await rm(await newerFile());
    await check({ repair: true });
    const engine = await openStoreEngine({ dir });
    expect(engine.find("b", "k")).toMatchObject({ isLatest: true, sizeBytes: LARGE.length });
    expect(
      engine.list({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 10 }).entries,
    ).toHaveLength(2);
    await engine.close();
  });

  it("finds files that are too short, and keeps what is left of them in lost/", async () => {
    await truncate(await newerFile(), 10);
    await expectFoundAndRepaired("wrong-size");
    expect((await blobFiles(dir)).filter((file) => file.startsWith("lost/"))).toHaveLength(1);
  });

  it("finds changed bytes when it reads all content", async () => {
    await writeFile(await newerFile(), Buffer.alloc(LARGE.length, 8));
    expect((await check()).findings).toEqual([]);
    await expectFoundAndRepaired("wrong-content", { rehash: true });
  });

  it("finds and corrects counts that are not the true ones", async () => {
    const db = new DatabaseSync(join(dir, "index.db"));
    db.exec("UPDATE blob SET refs = 7 WHERE content IS NOT NULL");
    db.close();
    await expectFoundAndRepaired("wrong-reference-count");
    expect(await keysLeft()).toContain("small");
  });

  it("finds content that the index does not know", async () => {
    const db = new DatabaseSync(join(dir, "index.db"));
    db.exec("DELETE FROM blob WHERE content IS NOT NULL");
    db.close();
    await expectFoundAndRepaired("missing-content");
    expect(await keysLeft()).not.toContain("small");
  });

  it("says when the index itself is damaged", async () => {
    const file = join(dir, "index.db");
    await writeFile(file, "this is no database at all, and long enough to be looked at".repeat(20));
    await expect(check()).rejects.toMatchObject({ code: "StoreDamaged", exitCode: 8 });
  });

  it("refuses a store that is open", async () => {
    const engine = await openStoreEngine({ dir });
    await expect(check()).rejects.toMatchObject({ code: "StoreInUse", exitCode: 6 });
    await engine.close();
  });

  it("refuses a folder that is no store", async () => {
    await mkdir(join(dir, "empty"));
    await expect(Array.fromAsync(checkStore({ dir: join(dir, "empty") }))).rejects.toMatchObject({
      exitCode: 4,
    });
  });
});
