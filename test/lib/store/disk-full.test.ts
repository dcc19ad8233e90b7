import { execFile } from "node:child_process";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it, type TestContext } from "vitest";
import { openStoreEngine } from "../../../src/lib/store/open-store-engine.js";
import { checkStore } from "../../../src/lib/store/recovery/check-store.js";
import { blobFiles, putObject, readCurrent, temporaryFolder } from "./engine-fixture.js";

const run = promisify(execFile);
const MIB = 1024 * 1024;

/** A folder on a disk of 64 MiB; skips the test where this user may not mount one. */
async function smallDisk(context: TestContext) {
  const root = await temporaryFolder();
  const dir = join(root, "disk");
  await mkdir(dir);
  try {
    await run("mount", ["-t", "tmpfs", "-o", "size=64m", "tmpfs", dir]);
  } catch (error) {
    await rm(root, { recursive: true });
    context.skip(`a small tmpfs cannot be mounted here: ${String(error)}`);
  }
  return {
    dir: join(dir, "store"),
    async [Symbol.asyncDispose]() {
      await run("umount", [dir]);
      await rm(root, { recursive: true });
    },
  };
}

async function findings(dir: string): Promise<unknown[]> {
  const events = await Array.fromAsync(checkStore({ dir, rehash: true }));
  return events.filter((event) => event.type === "finding");
}

describe("a full disk", () => {
  it("refuses a large object, leaves the old one, and frees what was written of it", async (context) => {
    await using disk = await smallDisk(context);
    const engine = await openStoreEngine({ dir: disk.dir });
    engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
    const old = Buffer.alloc(MIB, 1);
    await putObject(engine, "b", "k", old);
    await expect(putObject(engine, "b", "k", Buffer.alloc(100 * MIB))).rejects.toMatchObject({
      code: "InternalError",
      status: 507,
      message: /full/u,
    });
    expect(await blobFiles(disk.dir)).toHaveLength(1);
    expect((await readCurrent(engine, "b", "k")).equals(old)).toBe(true);
    await putObject(engine, "b", "k2", old);
    await engine.close();
    expect(await findings(disk.dir)).toEqual([]);
  });

  it("refuses small objects one by one, keeps those acknowledged, and can be made room on", async (context) => {
    await using disk = await smallDisk(context);
    const engine = await openStoreEngine({ dir: disk.dir });
    engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
    const content = Buffer.alloc(10_000, 2);
    let storedCount = 0;
    const fill = async () => {
      for (; ; storedCount += 1) await putObject(engine, "b", `k${String(storedCount)}`, content);
    };
    await expect(fill()).rejects.toMatchObject({ status: 507 });
    expect(storedCount).toBeGreaterThan(50);
    for (const index of [0, storedCount - 1]) {
      expect((await readCurrent(engine, "b", `k${String(index)}`)).equals(content)).toBe(true);
    }
    expect(engine.find("b", `k${String(storedCount)}`)).toBeUndefined();
    for (let index = 0; index < storedCount; index += 1) {
      await engine.remove({ bucket: "b", key: `k${String(index)}`, owner: "me" });
    }
    await engine.close();
    const again = await openStoreEngine({ dir: disk.dir });
    for (let index = 0; index < 50; index += 1) await putObject(again, "b", `k${String(index)}`, content);
    await again.close();
    expect(await findings(disk.dir)).toEqual([]);
  });
});
