import { join } from "node:path";
import { expect, test } from "vitest";
import { HOOK_EVENTS } from "../../../../src/lib/proxy/hooks/hook-registry.js";
import type { HookSet } from "../../../../src/lib/proxy/hooks/hook-set.js";
import { loadHooks } from "../../../../src/lib/proxy/hooks/load-hooks.js";
import { hookFolder, importNatively, IMPORT_ON } from "./hook-folder.js";
import { hookOn } from "./hooked-store.js";

function names({ byEvent }: HookSet): readonly string[] {
  return HOOK_EVENTS.flatMap((event) =>
    [...byEvent[event].together, ...byEvent[event].inOrder].map(({ name }) => `${event} ${name}`),
  );
}

test("JavaScript and TypeScript files register hooks, from a folder where nothing is installed", async () => {
  await using folder = await hookFolder({
    "a.js": `${IMPORT_ON}on("preUploadBeforeCheck", async function scan(context, content) { return { pass: true }; });`,
    "b.mjs": `${IMPORT_ON}on("postUpload", { name: "tell" }, () => ({ pass: true }));`,
    "c.ts": `${IMPORT_ON}import type { Hook } from "s3kit/hooks";\nconst allow: Hook = (): { pass: true } => ({ pass: true });\non("preRequest", allow);`,
    "notes.txt": "not a hook",
    "types.d.ts": "not a hook either",
  });
  const set = await folder.load();
  expect(names(set)).toEqual(["preRequest allow", "preUploadBeforeCheck scan", "postUpload tell"]);
  expect(set.byEvent.preUploadBeforeCheck.together[0]?.source).toBe(`${join(folder.dir, "a.js")}:2`);
  await set.close();
});

test("Events may have the names of s3-hooked, and a function each", async () => {
  await using folder = await hookFolder({
    "a.mjs": `import { on, postRetrieve, preUploadUnsafe } from "s3kit/hooks";
      on("pre_upload_before_check", function a() {});
      on("pre_upload_unsafe", { blocking: true, pos: 1 }, function b() {});
      on("post_upload", function c() {});
      postRetrieve(function d() {});
      preUploadUnsafe({ name: "e" }, () => {});`,
  });
  const set = await folder.load();
  expect(names(set)).toEqual([
    "preUploadBeforeCheck a",
    "preUploadUnsafe e",
    "preUploadUnsafe b",
    "postUpload c",
    "postRetrieve d",
  ]);
  await set.close();
});

test("Blocking hooks are ordered by pos, those without one last", async () => {
  const set = await loaded({
    "a.mjs": `${IMPORT_ON}const blocking = true;
      on("preUploadUnsafe", { blocking, pos: 20 }, function third() {});
      on("preUploadUnsafe", { blocking }, function last() {});
      on("preUploadUnsafe", { blocking, pos: -1 }, function first() {});`,
    "b.mjs": `${IMPORT_ON}on("preUploadUnsafe", { blocking: true, pos: 3 }, function second() {});`,
  });
  expect(set.byEvent.preUploadUnsafe.inOrder.map(({ name }) => name)).toEqual([
    "first",
    "second",
    "third",
    "last",
  ]);
});

/** Load and forget a folder. */
async function loaded(files: Readonly<Record<string, string>>): Promise<HookSet> {
  await using folder = await hookFolder(files);
  const set = await folder.load();
  await set.close();
  return set;
}

test("What registers a hook may be imported by the hook file", async () => {
  const set = await loaded({
    "a.mjs": `import { limit } from "./lib/limits.js"; import { on } from "s3kit/hooks"; on("preRequest", limit);`,
    "lib/limits.js": `import { on } from "s3kit/hooks"; export const limit = on("postUpload", function limit() {});`,
    "lib/package.json": `{"type":"module"}`,
  });
  expect(names(set)).toEqual(["preRequest limit", "postUpload limit"]);
});

test("Loading again finds what was changed, also in what hook files import", async () => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}import { name } from "./name.js"; on("preRequest", { name }, () => {});`,
    "name.js": `export const name = "before";`,
    "package.json": `{"type":"module"}`,
  });
  // name.js is in the same folder: loaded as a hook file too, and registers nothing.
  const before = await folder.load();
  await folder.write("name.js", `export const name = "after";`);
  await folder.write("b.mjs", `${IMPORT_ON}on("preRequest", function added() {});`);
  const after = await folder.load();
  expect([names(before), names(after)]).toEqual([
    ["preRequest before"],
    ["preRequest after", "preRequest added"],
  ]);
  await before.close();
  await after.close();
});

test.each([
  [
    "cannot be parsed",
    "a.mjs",
    `${IMPORT_ON}on("preRequest", function a() {\n  let b = = 3;\n});`,
    /a\.mjs:3: SyntaxError/,
  ],
  ["cannot be parsed as a module", "a.js", `${IMPORT_ON}\n\nlet b = = 3;`, /a\.js:4: SyntaxError/],
  ["cannot be parsed as TypeScript", "a.ts", `${IMPORT_ON}let b: = 3;`, /a\.ts:2: SyntaxError/],
  ["has TypeScript that is more than types", "a.ts", `${IMPORT_ON}enum A { B }`, /a\.ts:2: .*enum/],
  [
    "throws",
    "a.mjs",
    `${IMPORT_ON}\nthrow new Error("no configuration");`,
    /a\.mjs:3: Error: no configuration/,
  ],
  ["imports what is not there", "a.mjs", `import "./nowhere.js";`, /a\.mjs.*nowhere\.js/],
  ["imports an unknown name", "a.mjs", `import { onn } from "s3kit/hooks";`, /a\.mjs:1: .*onn/],
  [
    "names an unknown event",
    "a.mjs",
    `${IMPORT_ON}on("preUplod", function a() {});`,
    /a\.mjs:2: there is no event "preUplod"/,
  ],
  ["registers no function", "a.mjs", `${IMPORT_ON}on("preRequest", {});`, /a\.mjs:2: .*not a function/],
  [
    "registers a hook without a name",
    "a.mjs",
    `${IMPORT_ON}on("preRequest", () => {});`,
    /a\.mjs:2: .*without a name/,
  ],
  [
    "has a pos that is no whole number",
    "a.mjs",
    `${IMPORT_ON}on("preRequest", { pos: 1.5 }, function a() {});`,
    /a\.mjs:2: .*whole number/,
  ],
  [
    "has a senseless time limit",
    "a.mjs",
    `${IMPORT_ON}on("preRequest", { timeoutMs: 0 }, function a() {});`,
    /a\.mjs:2: .*timeoutMs/,
  ],
])("A file that %s is named with its line", async (_what, name, text, message) => {
  await using folder = await hookFolder({ [name]: text });
  await expect(folder.load()).rejects.toThrow(message);
  await expect(folder.load()).rejects.toMatchObject({ exitCode: 8 });
});

test("A broken file that a hook file imports is named itself", async () => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}import "./lib/broken.mjs";`,
    "lib/broken.mjs": `\nlet b = = 3;`,
  });
  await expect(folder.load()).rejects.toThrow(/lib\/broken\.mjs:2: SyntaxError.*loaded by .*a\.mjs/);
});

test("Two hooks of one event with one pos, or one name, are refused, naming both places", async () => {
  await using folder = await hookFolder({
    "a.mjs": `${IMPORT_ON}on("preRequest", { pos: 1 }, function a() {});`,
    "b.mjs": `${IMPORT_ON}\non("preRequest", { pos: 1 }, function b() {});`,
  });
  await expect(folder.load()).rejects.toThrow(
    /preRequest have the pos 1: a \(.*a\.mjs:2\) and b \(.*b\.mjs:3\)/,
  );
  await folder.write("b.mjs", `${IMPORT_ON}\non("preRequest", { pos: 2 }, function a() {});`);
  await expect(folder.load()).rejects.toThrow(/have the name "a": a \(.*a\.mjs:2\) and a \(.*b\.mjs:3\)/);
  await folder.write("b.mjs", `${IMPORT_ON}\non("postUpload", { pos: 1 }, function a() {});`);
  await (await folder.load()).close();
});

test("A folder that is not there is an error, unless it is the user's own", async () => {
  await expect(loadHooks({ dirs: ["/nowhere/hooks"] })).rejects.toThrow("There is no folder /nowhere/hooks");
  const set = await loadHooks({ dirs: [], env: { S3KIT_CONFIG_DIR: "/nowhere" } });
  expect(names(set)).toEqual([]);
});

test("The user's own hooks come first, once, and take the place of built-in ones of their name", async () => {
  await using folder = await hookFolder({
    "hooks/a.mjs": `${IMPORT_ON}on("preRequest", function scan() {}); on("preRequest", function own() {});`,
  });
  const builtIns = [
    hookOn("preRequest", { name: "scan" }, () => ({ pass: true })),
    hookOn("preRequest", { name: "log" }, () => ({ pass: true })),
  ];
  const set = await loadHooks({
    dirs: [join(folder.dir, "hooks")],
    env: { S3KIT_CONFIG_DIR: folder.dir },
    builtIns,
    importModule: importNatively,
  });
  expect(names(set)).toEqual(["preRequest log", "preRequest scan", "preRequest own"]);
  expect(set.byEvent.preRequest.inOrder[1]?.source).toContain("a.mjs:2");
  await set.close();
});
