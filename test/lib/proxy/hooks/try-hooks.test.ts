import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { HookEvent } from "../../../../src/lib/proxy/hooks/hook-api.js";
import { tryHooks, type TriedHook } from "../../../../src/lib/proxy/hooks/try-hooks.js";
import { hookFolder, IMPORT_ON } from "./hook-folder.js";

const HOOKS = `${IMPORT_ON}
  on("preUploadBeforeCheck", async function counts({ sizeBytes, key }, content) {
    let bytes = 0;
    for await (const chunk of content) bytes += chunk.length;
    return { pass: false, reason: [key, bytes, sizeBytes].join(" ") };
  });
  on("preUploadBeforeCheck", function throws() { throw new Error("broken"); });
  on("preUploadBeforeCheck", function passes() { return { pass: true }; });
  on("preUploadUnsafe", { blocking: true, pos: 2 }, async function reads({ sizeBytes }, content) {
    for await (const chunk of content) return { pass: false, reason: chunk.toString() + " " + sizeBytes };
  });
  on("preUploadUnsafe", { blocking: true, pos: 1 }, async function shortens(context, content) {
    return { pass: true, content: (async function* () { yield Buffer.from("short"); })() };
  });
  on("postUpload", function tells({ metadata }) { return { pass: false, reason: metadata.a }; });`;

async function tried(event: HookEvent, hook?: string): Promise<readonly TriedHook[]> {
  await using folder = await hookFolder({ "a.mjs": HOOKS });
  const set = await folder.load();
  const file = join(folder.dir, "content.txt");
  await writeFile(file, "some content");
  const facts = {
    operation: "PutObject",
    bucket: "bucket",
    key: "key",
    contentType: undefined,
    etag: undefined,
    versionId: undefined,
    metadata: { a: "b" },
    accessKeyId: undefined,
    requestId: "0",
    remoteAddress: "",
  };
  const results: TriedHook[] = [];
  const input = {
    file: hook === "nofile" ? "/nowhere" : file,
    event,
    hook: hook === "nofile" ? undefined : hook,
    facts,
  };
  for await (const result of tryHooks(set, input, new AbortController().signal)) results.push(result);
  await set.close();
  return results;
}

test("Every hook of an event is tried, also after a refusal", async () => {
  expect(await tried("preUploadBeforeCheck")).toMatchObject([
    { hook: "counts", outcome: "refused", reason: "key 12 12" },
    { hook: "throws", outcome: "failed", error: "Error: broken" },
    { hook: "passes", outcome: "passed" },
  ]);
});

test("Hooks in order are given what the one before them left", async () => {
  expect(await tried("preUploadUnsafe")).toMatchObject([
    { hook: "shortens", outcome: "passed", changedToBytes: 5 },
    { hook: "reads", outcome: "refused", reason: "short 5" },
  ]);
});

test("One hook can be tried by its name, and one without content", async () => {
  expect(await tried("preUploadBeforeCheck", "passes")).toMatchObject([{ hook: "passes" }]);
  expect(await tried("postUpload")).toMatchObject([{ hook: "tells", outcome: "refused", reason: "b" }]);
});

test("A hook, or a file, that is not there is an error", async () => {
  await expect(tried("preRequest")).rejects.toMatchObject({ code: "NoSuchHook", exitCode: 4 });
  await expect(tried("postUpload", "other")).rejects.toThrow("There is no hook named other for postUpload");
  await expect(tried("postUpload", "nofile")).rejects.toMatchObject({ code: "NoSuchFile", exitCode: 4 });
});
