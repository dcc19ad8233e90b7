import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readBookmarks, toggleBookmark } from "../../../src/lib/config/bookmarks.js";

const HERE = { uri: "s3://photos/2026/", storeFlags: ["--profile", "home"] };
const THERE = { uri: "s3://photos/2026/", storeFlags: [] };

let dir: string;
let env: { readonly S3KIT_CONFIG_DIR: string };

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-bookmarks-"));
  env = { S3KIT_CONFIG_DIR: dir };
});

afterEach(() => rm(dir, { recursive: true, force: true }));

it("has none before the first", async () => {
  expect(await readBookmarks(env)).toEqual([]);
});

it("adds what is not there, and takes away what is", async () => {
  await toggleBookmark(HERE, env);
  expect(await toggleBookmark(THERE, env)).toEqual([HERE, THERE]);
  expect(await toggleBookmark(HERE, env)).toEqual([THERE]);
  expect(await readBookmarks(env)).toEqual([THERE]);
});

it("leaves a damaged file as it is", async () => {
  const file = path.join(dir, "bookmarks.json");
  await writeFile(file, '{"bookmarks":[1]}');
  await expect(toggleBookmark(HERE, env)).rejects.toThrow("damaged");
  expect(await readFile(file, "utf8")).toBe('{"bookmarks":[1]}');
});
