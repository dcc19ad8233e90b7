import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { compareUtf8 } from "../../../src/lib/s3/keys.js";
import { walkLocal } from "../../../src/lib/transfer/walk-local.js";

let root: string;
beforeEach(async () => {
  root = await mkdtemp(path.join(tmpdir(), "s3kit-walk-"));
});
afterEach(() => rm(root, { recursive: true }));

async function write(...names: readonly string[]): Promise<void> {
  for (const name of names) {
    await mkdir(path.dirname(path.join(root, name)), { recursive: true });
    await writeFile(path.join(root, name), name);
  }
}

async function walk(): Promise<Record<string, string>> {
  const entries = await Array.fromAsync(walkLocal(root));
  return Object.fromEntries(
    entries.map((entry) => [entry.name, entry.kind === "file" ? "file" : entry.reason]),
  );
}

describe("walkLocal", () => {
  test("gives names in the order in which S3 lists them", async () => {
    const names = [
      "a",
      "a.txt",
      "b/c",
      "b-/x",
      "b.d",
      "b0",
      "é/1",
      "\uFF5E",
      "\u{1F600}/x",
      "z/y/x",
      "z/y.z",
      "Z",
    ];
    await write(...names.filter((name) => name !== "a"), "a/inner");
    const found = (await Array.fromAsync(walkLocal(root))).map(({ name }) => name);
    expect(found).toEqual(found.toSorted(compareUtf8));
    expect(found).toHaveLength(names.length);
  });

  test("follows links, but not back to where they are in", async () => {
    await write("real/file", "deep/er/file");
    await symlink(path.join(root, "real"), path.join(root, "linked"));
    await symlink(root, path.join(root, "deep", "er", "up"));
    await symlink("real/file", path.join(root, "file"));
    expect(await walk()).toEqual({
      "deep/er/file": "file",
      "deep/er/up/": "a link that leads back to a folder above it",
      file: "file",
      "linked/file": "file",
      "real/file": "file",
    });
  });

  test("does not follow links to folders above the one that is walked", async () => {
    await write("file");
    await symlink("..", path.join(root, "out"));
    expect(await walk()).toEqual({ file: "file", "out/": "a link that leads back to a folder above it" });
  });

  test("names what is no file, and goes on", async () => {
    await write("last");
    execFileSync("mkfifo", [path.join(root, "fifo")]);
    await symlink("nowhere", path.join(root, "broken"));
    await symlink("loop", path.join(root, "loop"));
    expect(await walk()).toEqual({
      broken: "a link that leads nowhere, or a file gone meanwhile",
      fifo: "not a regular file",
      last: "file",
      loop: "a link that leads to itself",
    });
  });

  test("leaves out the temporary files of downloads", async () => {
    await write(
      ".s3kit-0123456789abcdef.part",
      ".s3kit-0123456789abcdef.part.journal",
      ".s3kit-mine",
      "a.part",
    );
    expect(Object.keys(await walk())).toEqual([".s3kit-mine", "a.part"]);
  });

  test("says that there is no such folder", async () => {
    await expect(Array.fromAsync(walkLocal(path.join(root, "no")))).rejects.toMatchObject({ exitCode: 4 });
  });
});
