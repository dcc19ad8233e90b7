import { mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { configFolder } from "../../../src/lib/config/config-folder.js";
import { maskProfile } from "../../../src/lib/config/describe-connection.js";
import { readProfiles, removeProfile, saveProfile, useProfile } from "../../../src/lib/config/profiles.js";

let folder = "";
let env: Record<string, string> = {};
const profile = { endpoint: "http://s:1", accessKeyId: "AKIDEXAMPLE1", secretAccessKey: "very-secret" };

beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "s3kit-profiles-")), "settings");
  env = { S3KIT_CONFIG_DIR: folder };
});
afterEach(() => rm(join(folder, ".."), { recursive: true, force: true }));

test("profiles are kept, used and removed, and nothing else is left behind", async () => {
  expect(await readProfiles(env)).toEqual({ byName: {}, inUse: undefined });
  await saveProfile("one", profile, env);
  await saveProfile("two.dots@host", { region: "r" }, env);
  await useProfile("one", env);
  expect(await readProfiles(env)).toEqual({
    byName: { one: profile, "two.dots@host": { region: "r" } },
    inUse: "one",
  });
  await removeProfile("one", env);
  expect(await readProfiles(env)).toEqual({ byName: { "two.dots@host": { region: "r" } }, inUse: undefined });
  expect(await readFile(join(folder, "profiles.json"), "utf8")).not.toContain("very-secret");
  expect(await readdir(folder)).toEqual(["profiles.json"]);
});

test("only the owner can read the file and look into the folder", async () => {
  await saveProfile("one", profile, env);
  expect((await stat(join(folder, "profiles.json"))).mode & 0o777).toBe(0o600);
  expect((await stat(folder)).mode & 0o777).toBe(0o700);
});

test("a profile is not replaced unless asked to", async () => {
  await saveProfile("one", profile, env);
  await expect(saveProfile("one", { region: "r" }, env)).rejects.toMatchObject({
    code: "ProfileExists",
    exitCode: 6,
  });
  expect((await readProfiles(env)).byName["one"]).toEqual(profile);
  await saveProfile("one", { region: "r" }, env, { overwrite: true });
  expect((await readProfiles(env)).byName["one"]).toEqual({ region: "r" });
});

test.each(["", "-x", "a b", "a/b", "x".repeat(65), "é"])("%j is no name for a profile", async (name) => {
  await expect(saveProfile(name, profile, env)).rejects.toMatchObject({
    code: "InvalidProfileName",
    exitCode: 2,
  });
});

test.each(["__proto__", "constructor", "toString"])("%s is a name like any other", async (name) => {
  await expect(useProfile(name, env)).rejects.toMatchObject({ code: "NoSuchProfile" });
});

test("a damaged file is refused by name, and left as it is", async () => {
  await saveProfile("one", profile, env);
  const path = join(folder, "profiles.json");
  for (const damage of ["{", "[]", '"text"', '{"profiles":[]}', '{"profiles":{"one":1}}']) {
    await writeFile(path, damage);
    await expect(saveProfile("two", profile, env)).rejects.toMatchObject({ exitCode: 8 });
    expect(await readFile(path, "utf8")).toBe(damage);
  }
});

test("what is shown of a profile gives no secret away", () => {
  const shown = maskProfile({ ...profile, sessionToken: "token-token" });
  expect(JSON.stringify(shown)).not.toMatch(/very-secret|token-token|AKIDEXAMPLE1/);
  expect(shown.accessKeyId).toBe("AKID…PLE1");
});

test.each([
  [{ S3KIT_CONFIG_DIR: "/own", XDG_CONFIG_HOME: "/xdg", HOME: "/h" }, "/own"],
  [{ XDG_CONFIG_HOME: "/xdg", HOME: "/h" }, "/xdg/s3kit"],
  [{ HOME: "/h" }, "/h/.config/s3kit"],
  [{ S3KIT_CONFIG_DIR: "", HOME: "/h" }, "/h/.config/s3kit"],
])("%j keeps settings in %s", (variables, expected) => {
  expect(configFolder(variables)).toBe(expected);
});
