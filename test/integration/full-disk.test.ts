import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { execa } from "execa";
import { expect, test, type TestContext } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const MIB = 1024 * 1024;

/** A folder on a disk of 8 MiB; skips the test where this user may not mount one. */
async function onSmallDisk(context: TestContext, work: (folder: string) => Promise<void>): Promise<void> {
  const folder = path.join(bench.folder, "disk");
  await mkdir(folder, { recursive: true });
  const mount = await execa("mount", ["-t", "tmpfs", "-o", "size=8m", "tmpfs", folder], { reject: false });
  if (mount.exitCode !== 0) context.skip(`a small tmpfs cannot be mounted here: ${mount.stderr}`);
  try {
    await work(folder);
  } finally {
    await execa("umount", [folder]);
  }
}

for (const [how, sizeBytes] of [
  ["in one piece", 10 * MIB],
  ["in parallel ranges", 40 * MIB],
] as const) {
  test(`a download ${how} to a disk that gets full ends with status 8 and leaves the old file`, async (context) => {
    const bucket = await bench.bucket({ k: Buffer.alloc(sizeBytes, 7) });
    await onSmallDisk(context, async (folder) => {
      const target = path.join(folder, "k");
      await writeFile(target, "old");
      const { exitCode, error } = await bench.run(["cp", `s3://${bucket}/k`, target, "--json"]);
      expect(exitCode).toBe(8);
      expect(error).toMatchObject({ code: "ENOSPC" });
      expect(await readFile(target, "utf8")).toBe("old");
      const { stdout: free } = await execa("df", ["--output=avail", "-B1", folder]);
      expect(Number(free.split("\n")[1])).toBeGreaterThan(6 * MIB);
      expect(await readdir(folder)).toEqual(["k"]);
    });
  });
}

test("the files that fit are there when a folder's download fills the disk", async (context) => {
  const small = { "d/1": Buffer.alloc(MIB, 1), "d/2": Buffer.alloc(MIB, 2) };
  const bucket = await bench.bucket({ ...small, "d/3": Buffer.alloc(12 * MIB, 3) });
  await onSmallDisk(context, async (folder) => {
    const { exitCode } = await bench.run([
      "cp",
      "--recursive",
      `s3://${bucket}/d/`,
      folder,
      "--concurrency",
      "1",
    ]);
    expect([3, 8]).toContain(exitCode);
    for (const [key, content] of Object.entries(small)) {
      expect((await readFile(path.join(folder, path.basename(key)))).equals(content)).toBe(true);
    }
    expect(await readdir(folder)).not.toContain("3");
  });
});
