import { mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { exportObjects, type ExportedObject } from "../../../../src/lib/store/recovery/export-objects.js";
import { keyForPath } from "../../../../src/lib/store/recovery/safe-names.js";
import { openStoreEngine } from "../../../../src/lib/store/open-store-engine.js";
import { blobFiles, putObject, temporaryFolder } from "../engine-fixture.js";
import { ODD_KEYS } from "../odd-keys.js";

let root: string;
let dir: string;
let outDir: string;

beforeEach(async () => {
  root = await temporaryFolder();
  dir = join(root, "store");
  outDir = join(root, "out");
});

afterEach(async () => {
  await rm(root, { recursive: true, force: true });
});

async function storeWith(keys: readonly string[]): Promise<void> {
  const engine = await openStoreEngine({ dir });
  engine.createBucket({ bucket: "bucket", region: "us-east-1", owner: "me" });
  for (const key of keys) await putObject(engine, "bucket", key, `content of ${key}`);
  await engine.close();
}

async function exportAll(): Promise<ExportedObject[]> {
  return Array.fromAsync(exportObjects({ dir, outDir }));
}

describe("exporting a store", () => {
  it("writes every object as a file from whose name the key can be read back", async () => {
    await storeWith(ODD_KEYS);
    const exported = await exportAll();
    expect(exported.filter(({ error }) => error !== undefined)).toEqual([]);
    expect(exported.map(({ key }) => key).sort()).toEqual([...ODD_KEYS].sort());
    for (const { key, path } of exported) {
      expect(path.startsWith("bucket/")).toBe(true);
      expect(keyForPath(path.slice("bucket/".length))).toBe(key);
      expect(await readFile(join(outDir, path), "utf8")).toBe(`content of ${key}`);
    }
  });

  it("writes nothing besides, and nothing outside", async () => {
    await storeWith(["a/b", "../../escape", "/etc/passwd"]);
    const exported = await exportAll();
    expect(await blobFiles(outDir)).toEqual(exported.map(({ path }) => path).sort());
    expect((await stat(join(root, "out"))).isDirectory()).toBe(true);
    await expect(stat(join(root, "escape"))).rejects.toThrow("ENOENT");
  });

  it("keeps a file and a folder of one name apart", async () => {
    await storeWith(["a", "a/b", "a/b/c"]);
    expect((await exportAll()).map(({ path }) => path)).toEqual([
      "bucket/a",
      "bucket/a%~/b",
      "bucket/a%~/b%~/c",
    ]);
  });

  it("gives files the time of their objects", async () => {
    await storeWith(["a"]);
    const [first] = await exportAll();
    const { mtime } = await stat(join(outDir, first?.path ?? ""));
    expect(Math.abs(mtime.getTime() - Date.now())).toBeLessThan(60_000);
  });

  it("reports an object whose content is lost, leaves nothing of it, and goes on", async () => {
    const engine = await openStoreEngine({ dir });
    engine.createBucket({ bucket: "bucket", region: "us-east-1", owner: "me" });
    await putObject(engine, "bucket", "lost", Buffer.alloc(100_000));
    await putObject(engine, "bucket", "there", "x");
    await engine.close();
    const [file] = await blobFiles(dir);
    await rm(join(dir, file ?? ""));
    const exported = await exportAll();
    expect(exported.map(({ key, error }) => [key, error === undefined])).toEqual([
      ["lost", false],
      ["there", true],
    ]);
    expect(await blobFiles(outDir)).toEqual(["bucket/there"]);
  });

  it("refuses a folder that holds something", async () => {
    await storeWith(["a"]);
    await mkdir(outDir);
    await writeFile(join(outDir, "mine"), "");
    await expect(exportAll()).rejects.toMatchObject({ exitCode: 6 });
  });

  it("refuses a folder that is no store, and makes none there", async () => {
    await expect(exportAll()).rejects.toMatchObject({ code: "NoSuchStore", exitCode: 4 });
    await expect(stat(dir)).rejects.toThrow("ENOENT");
  });
});
