import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const ROOT = path.join(import.meta.dirname, "..", "..");

describe("the packed program, installed with its runtime dependencies alone", () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), "s3kit-packed-"));
    await execa("npm", ["pack", "--pack-destination", folder], { cwd: ROOT });
    const [tarball = ""] = (await readdir(folder)).filter((name) => name.endsWith(".tgz"));
    await execa("npm", ["install", "--global", "--prefix", folder, path.join(folder, tarball)], {
      cwd: folder,
    });
    program = path.join(folder, "lib", "node_modules", "s3kit", "bin", "run.js");
  }, 300_000);

  afterAll(() => rm(folder, { recursive: true, force: true }));

  it("makes its tour on a store of its own", async () => {
    const { stdout, exitCode } = await execa(process.execPath, [program, "demo"], { stdin: "ignore" });
    expect(exitCode).toBe(0);
    expect(stdout).toContain("All of it worked");
  });

  it("is on the PATH as s3kit, and knows its version", async () => {
    const { stdout } = await execa(path.join(folder, "bin", "s3kit"), ["--version"]);
    expect(stdout).toMatch(/^s3kit\/\d+\.\d+\.\d+ /);
  });

  it("brings neither tests nor sources", async () => {
    const files = await readdir(path.join(folder, "lib", "node_modules", "s3kit"));
    expect(files).not.toContain("src");
    expect(files).not.toContain("test");
  });
});
