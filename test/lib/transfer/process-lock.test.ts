import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { acquireProcessLock } from "../../../src/lib/transfer/process-lock.js";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-lock-"));
});
afterEach(() => rm(folder, { recursive: true }));

test("one of many gets it, and it leaves nothing behind", async () => {
  const file = path.join(folder, "sub", "lock");
  const locks = await Promise.all(Array.from({ length: 10 }, () => acquireProcessLock(file)));
  const held = locks.filter((lock) => lock !== undefined);
  expect(held).toHaveLength(1);
  await held[0]?.release();
  expect(await readdir(path.join(folder, "sub"))).toEqual([]);
  expect(await acquireProcessLock(file)).toBeDefined();
});

test("the lock of a process that is gone is taken over, that of a living one is not", async () => {
  const child = spawn(process.execPath, ["-e", "setTimeout(() => {}, 60000)"]);
  await once(child, "spawn");
  const file = path.join(folder, "lock");
  await writeFile(file, String(child.pid));
  expect(await acquireProcessLock(file)).toBeUndefined();
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(await acquireProcessLock(file)).toBeDefined();
});
