import { mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { assertReplaceable } from "../../../src/lib/transfer/assert-replaceable.js";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-replace-"));
  await writeFile(path.join(folder, "file"), "");
  await symlink("/dev/null", path.join(folder, "link"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each([".", "file", "absent", "absent/below", "file/below"])("%s may be written", async (name) => {
  await expect(assertReplaceable(path.join(folder, name))).resolves.toBeUndefined();
});

test.each(["link", "../../dev/null"])("a device is not replaced by a file: %s", async (name) => {
  const target = name === "link" ? path.join(folder, name) : "/dev/null";
  await expect(assertReplaceable(target)).rejects.toMatchObject({ exitCode: 2 });
});
