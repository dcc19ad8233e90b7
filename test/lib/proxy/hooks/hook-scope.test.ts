import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { hookFolder, IMPORT_ON } from "./hook-folder.js";

const SOURCES = fileURLToPath(new URL("../../store/typescript-sources.mjs", import.meta.url));
const PROGRAM = fileURLToPath(new URL("crashing-hook-process.ts", import.meta.url));

async function run(...args: readonly string[]) {
  return new Promise<{ status: number | null; stdout: string; stderr: string }>((resolve) => {
    const child = execFile(
      process.execPath,
      ["--import", SOURCES, PROGRAM, ...args],
      (_error, stdout, stderr) => {
        resolve({ status: child.exitCode, stdout, stderr });
      },
    );
  });
}

test.each([
  ["a timer", `setTimeout(() => { throw new Error("crash") }, 1);`],
  ["an event", `process.nextTick(() => { throw new Error("crash") });`],
  ["a promise that nobody awaits", `void (async () => { await null; throw new Error("crash"); })();`],
  ["a socket without a listener", `(await import("node:net")).connect(1, "127.0.0.1");`],
])("A hook that throws out of %s refuses its request, and the process goes on", async (_what, statement) => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}on("preUploadBeforeCheck", async function crashing({ key }, content) {
      for await (const chunk of content);
      if (key !== "bad") return { pass: true };
      ${statement}
      await new Promise(() => {});
      return { pass: true };
    });`,
  });
  const { status, stdout, stderr } = await run(folder.dir);
  expect(stdout).toBe("bad: S3Error: Hook crashing failed: it gave no verdict\ngood: 200\n");
  expect(stderr).toMatch(/hook crashing \(.*a\.mjs:2\) failed, request 0123456789ABCDEF/);
  expect(status).toBe(0);
});

test("What a hook throws after its verdict is reported, and the process goes on", async () => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}on("preUploadBeforeCheck", async function crashing({ key }, content) {
      for await (const chunk of content);
      process.nextTick(() => process.nextTick(() => setImmediate(() => { throw new Error("late crash") })));
      return { pass: true };
    });`,
  });
  const { status, stdout, stderr } = await run(folder.dir);
  expect([status, stdout]).toEqual([0, "bad: 200\ngood: 200\n"]);
  expect(stderr).toContain("late crash");
});

test("What anything else throws ends the process as ever", async () => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}on("preRequest", function plain() { return { pass: true } });`,
  });
  const { status, stdout, stderr } = await run(folder.dir, "own");
  expect(status).not.toBe(0);
  expect(stderr).toContain("own mistake");
  expect(stdout).not.toContain("still there");
});
