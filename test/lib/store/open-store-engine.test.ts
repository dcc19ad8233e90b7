import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openStoreEngine } from "../../../src/lib/store/open-store-engine.js";
import { blobFiles, bodyOf, PLAIN, putObject, readCurrent, temporaryFolder } from "./engine-fixture.js";

const LARGE = Buffer.alloc(100_000, 1);
let dir: string;

beforeEach(async () => {
  dir = await temporaryFolder();
});

afterEach(async () => {
  await rm(dir, { recursive: true, force: true });
});

async function makeStore(): Promise<void> {
  const engine = await openStoreEngine({ dir });
  engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
  await putObject(engine, "b", "k", LARGE);
  await engine.close();
}

describe("opening a store", () => {
  it("makes the folder, for its owner alone", async () => {
    const fresh = join(dir, "new", "store");
    const engine = await openStoreEngine({ dir: fresh });
    await engine.close();
    expect((await stat(fresh)).mode & 0o777).toBe(0o700);
  });

  it("refuses a folder that this process has open", async () => {
    const engine = await openStoreEngine({ dir });
    await expect(openStoreEngine({ dir })).rejects.toMatchObject({
      code: "StoreInUse",
      exitCode: 6,
      hints: [expect.stringContaining("Stop the other")],
    });
    await engine.close();
  });

  it("refuses a folder that another process has open, and takes it once that one was killed", async () => {
    const script = `
      import { openStoreEngine } from ${JSON.stringify(join(import.meta.dirname, "../../../src/lib/store/open-store-engine.ts"))};
      await openStoreEngine({ dir: ${JSON.stringify(dir)} });
      console.log("open");
      setInterval(() => {}, 1000);`;
    const loader = join(import.meta.dirname, "typescript-sources.mjs");
    const child = spawn(process.execPath, ["--import", loader, "--input-type=module", "-e", script]);
    await once(child.stdout, "data");
    await expect(openStoreEngine({ dir })).rejects.toMatchObject({ code: "StoreInUse" });
    child.kill("SIGKILL");
    await once(child, "close");
    const engine = await openStoreEngine({ dir });
    await engine.close();
  });

  it("refuses a format that is newer, and does not touch it", async () => {
    await makeStore();
    const db = new DatabaseSync(join(dir, "index.db"));
    db.exec("PRAGMA user_version = 999");
    db.close();
    await expect(openStoreEngine({ dir })).rejects.toMatchObject({ code: "StoreFormatTooNew", exitCode: 8 });
    expect(await blobFiles(dir)).toHaveLength(1);
  });

  it("refuses blobs whose index is lost, instead of taking them for garbage", async () => {
    await makeStore();
    await rm(join(dir, "index.db"));
    await expect(openStoreEngine({ dir })).rejects.toMatchObject({ code: "StoreDamaged", exitCode: 8 });
    expect(await blobFiles(dir)).toHaveLength(1);
  });

  it("refuses a file in place of the folder", async () => {
    const file = join(dir, "file");
    await writeFile(file, "");
    await expect(openStoreEngine({ dir: file })).rejects.toMatchObject({ exitCode: 8 });
  });

  it("finishes what a crash left between a commit and the move of its file", async () => {
    await makeStore();
    const [file = ""] = await blobFiles(dir);
    await rename(join(dir, file), join(dir, "tmp", file.slice(-14)));
    await writeFile(join(dir, "tmp", "00000000000001"), "never committed");
    await mkdir(join(dir, "tmp", "folder"));
    const engine = await openStoreEngine({ dir });
    expect((await readCurrent(engine, "b", "k")).equals(LARGE)).toBe(true);
    await engine.close();
    expect(await blobFiles(dir)).toEqual([file]);
  });

  it("never gives a blob the number of one that an older copy of the index may know", async () => {
    await makeStore();
    const [first] = await blobFiles(dir);
    const engine = await openStoreEngine({ dir });
    await engine.remove({ bucket: "b", key: "k", owner: "me" });
    await engine.close();
    const again = await openStoreEngine({ dir });
    await putObject(again, "b", "k", LARGE);
    await again.close();
    expect(await blobFiles(dir)).not.toContain(first);
  });

  it("serves as well when every commit waits for the disk", async () => {
    const engine = await openStoreEngine({ dir, fsync: true });
    engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
    await Promise.all(["a", "b", "c"].map(async (key) => putObject(engine, "b", key, LARGE)));
    expect((await readCurrent(engine, "b", "c")).equals(LARGE)).toBe(true);
    await engine.close();
    expect(await blobFiles(dir)).toHaveLength(3);
  });

  it("tells of blobs that it cannot remove, and removes them at a later start", async () => {
    await makeStore();
    const errors: unknown[] = [];
    const engine = await openStoreEngine({ dir, onBackgroundError: (error) => errors.push(error) });
    const [file = ""] = await blobFiles(dir);
    await rm(join(dir, file));
    await mkdir(join(dir, file));
    await engine.remove({ bucket: "b", key: "k", owner: "me" });
    await engine.close();
    expect(errors).toHaveLength(1);
    await rm(join(dir, file), { recursive: true });
    await (await openStoreEngine({ dir })).close();
    const db = new DatabaseSync(join(dir, "index.db"));
    expect(db.prepare("SELECT count(*) AS n FROM blob").get()).toEqual({ n: 0 });
    db.close();
  });

  it("leaves an unfinished upload to be gone on with", async () => {
    await makeStore();
    const engine = await openStoreEngine({ dir });
    const upload = engine.createUpload({ bucket: "b", key: "u", attributes: PLAIN, initiator: "me" });
    const { extents, sizeBytes } = await engine.stage(bodyOf(LARGE));
    await engine.putPart(upload, { partNumber: 1, etag: "e", sizeBytes, extents, checksum: "c" });
    await engine.close();
    const again = await openStoreEngine({ dir });
    expect(again.getUpload("b", "u", upload.uploadId)).toEqual(upload);
    expect(again.listParts(upload, { after: 0, limit: 10 })).toMatchObject([
      { partNumber: 1, checksum: "c" },
    ]);
    await again.close();
  });
});
