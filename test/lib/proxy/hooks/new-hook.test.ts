import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { HOOK_EVENTS, hooksInOrder } from "../../../../src/lib/proxy/hooks/hook-registry.js";
import { loadHooks } from "../../../../src/lib/proxy/hooks/load-hooks.js";
import { writeNewHook } from "../../../../src/lib/proxy/hooks/new-hook.js";
import { importNatively } from "./hook-folder.js";

async function folder() {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-new-hook-"));
  return { dir, [Symbol.asyncDispose]: async () => rm(dir, { recursive: true, force: true }) };
}

test("New hooks of every event load, and pass the compiler, in both languages", async () => {
  await using place = await folder();
  const { dir } = place;
  for (const event of HOOK_EVENTS) {
    for (const language of ["ts", "js"] as const) {
      await writeNewHook({ dir, name: `${event}-${language}`, event, language });
    }
  }
  const set = await loadHooks({ dirs: [dir], importModule: importNatively });
  expect(hooksInOrder(set.byEvent).map(({ event, name }) => `${event} ${name}`)).toEqual(
    HOOK_EVENTS.flatMap((event) => [`${event} ${event}Js`, `${event} ${event}Ts`]),
  );
  await set.close();
  expect(await compile(dir)).toBe("");
});

/** What the compiler has to say of a folder, with the sources of `s3kit/hooks` in place of what is installed. */
async function compile(dir: string): Promise<string> {
  const file = (path: string): string => fileURLToPath(new URL(`../../../../${path}`, import.meta.url));
  const settings = JSON.parse(await readFile(join(dir, "tsconfig.json"), "utf8")) as {
    compilerOptions: Record<string, unknown>;
  };
  Object.assign(settings.compilerOptions, {
    paths: { "s3kit/hooks": [file("src/lib/proxy/hooks/public.ts")] },
    typeRoots: [file("node_modules/@types")],
    types: ["node"],
  });
  await writeFile(join(dir, "tsconfig.json"), JSON.stringify(settings));
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [file("node_modules/typescript/bin/tsc"), "-p", dir],
      (_error, stdout, stderr) => {
        resolve(stdout + stderr);
      },
    );
  });
}

test("An existing hook, and existing settings, stay as they are", async () => {
  await using place = await folder();
  const { dir } = place;
  await writeFile(join(dir, "tsconfig.json"), "{}");
  const input = { dir, name: "scan", event: "preRequest", language: "js" } as const;
  const path = await writeNewHook(input);
  await writeFile(path, "mine");
  await expect(writeNewHook(input)).rejects.toMatchObject({ code: "HookFileExists", exitCode: 6 });
  expect(await readFile(path, "utf8")).toBe("mine");
  expect(await readFile(join(dir, "tsconfig.json"), "utf8")).toBe("{}");
});

test.each(["", "../scan", "a b", "1st", "scan.js"])("%j cannot name a hook", async (name) => {
  await using place = await folder();
  const writing = writeNewHook({ dir: place.dir, name, event: "preRequest", language: "ts" });
  await expect(writing).rejects.toMatchObject({ code: "InvalidHookName", exitCode: 2 });
});
