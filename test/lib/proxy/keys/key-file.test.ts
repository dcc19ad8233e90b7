import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  addProxyKey,
  openProxyKeys,
  readProxyKeys,
  removeProxyKey,
} from "../../../../src/lib/proxy/keys/key-file.js";
import { generateProxyKey } from "../../../../src/lib/proxy/keys/proxy-key.js";

let folder: string;
let env: Readonly<Record<string, string>>;
const file = () => join(folder, "proxy-keys.json");

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "s3kit-keys-"));
  env = { S3KIT_CONFIG_DIR: folder };
});
afterEach(async () => rm(folder, { recursive: true, force: true }));

describe("the proxy's kept keys", () => {
  test("begin with one that is made, and readable by its owner alone", async () => {
    const opened = await openProxyKeys(env);
    expect(opened.keys).toEqual([opened.generated]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
    expect(await openProxyKeys(env)).toEqual({ keys: opened.keys, generated: undefined });
    expect(await readdir(folder)).toEqual(["proxy-keys.json"]);
  });

  test("are the same for proxies that start at once", async () => {
    const opened = await Promise.all([1, 2, 3, 4].map(async () => openProxyKeys(env)));
    const ids = new Set(opened.map(({ keys }) => keys[0]?.accessKeyId));
    expect(ids.size).toBe(1);
    expect(opened.filter(({ generated }) => generated !== undefined)).toHaveLength(1);
  });

  test("keep their limits", async () => {
    const key = generateProxyKey({ buckets: ["a", "b-*"], readOnly: true });
    await addProxyKey(key, env);
    expect(await readProxyKeys(env)).toEqual([key]);
    expect((await stat(file())).mode & 0o777).toBe(0o600);
  });

  test("can be removed, once", async () => {
    const key = generateProxyKey();
    await addProxyKey(key, env);
    await expect(addProxyKey(key, env)).rejects.toMatchObject({ code: "KeyExists" });
    await removeProxyKey(key.accessKeyId, env);
    expect(await readProxyKeys(env)).toEqual([]);
    await expect(removeProxyKey(key.accessKeyId, env)).rejects.toMatchObject({ code: "NoSuchKey" });
  });

  test("are made again when the last one was removed", async () => {
    const { generated } = await openProxyKeys(env);
    await removeProxyKey(generated?.accessKeyId ?? "", env);
    expect((await openProxyKeys(env)).generated).toBeDefined();
  });

  test.each(["{", "[]", '{"ID":{}}', '{"ID":{"secretAccessKey":"s","buckets":"all"}}'])(
    "are not guessed at when their file holds %s",
    async (content) => {
      await writeFile(file(), content);
      await expect(openProxyKeys(env)).rejects.toThrow(/is damaged/);
      expect(await readFile(file(), "utf8")).toBe(content);
    },
  );
});
