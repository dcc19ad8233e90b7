import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { spawn } from "@lydell/node-pty";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { KEY, runningStore } from "../lib/store/running-store.js";

const PROGRAM = fileURLToPath(new URL("../../bin/run.js", import.meta.url));
let home = "";

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "s3kit-profile-"));
});
afterEach(() => rm(home, { recursive: true, force: true }));

interface Given {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

async function profile(words: readonly string[], { input = "", env = {} }: Given = {}) {
  const { exitCode, stdout, stderr } = await execa(process.execPath, [PROGRAM, "profile", ...words], {
    input,
    reject: false,
    extendEnv: false,
    env: { HOME: home, PATH: process.env["PATH"] ?? "", ...env },
  });
  return { exitCode, stdout, stderr };
}

const ADD = ["add", "mine", "--endpoint", "http://127.0.0.1:1", "--access-key-id", "AKIDEXAMPLE123"];

test("a secret comes from stdin, is kept for the owner alone, and is never shown", async () => {
  const added = await profile([...ADD, "--secret-stdin", "--use"], { input: "the-secret-key\n" });
  expect(added).toMatchObject({ exitCode: 0, stdout: "Added the profile mine" });
  const path = join(home, ".config", "s3kit", "profiles.json");
  expect(await readFile(path, "utf8")).toContain("the-secret-key");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  for (const words of [["show"], ["show", "--json"], ["list"], ["list", "--json"]]) {
    const { exitCode, stdout, stderr } = await profile(words);
    expect(exitCode).toBe(0);
    expect(stdout + stderr).not.toMatch(/the-secret-key|AKIDEXAMPLE123/);
  }
});

test("there is no flag for a secret", async () => {
  const { exitCode, stderr } = await profile([...ADD, "--secret-access-key", "x"]);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("Nonexistent flag: --secret-access-key");
});

test("without a terminal and without --secret-stdin nothing is asked and nothing kept", async () => {
  expect(await profile(ADD)).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("--secret-stdin"),
  });
  expect((await profile(["list", "--json"])).stdout).toBe('{"type":"summary","count":0}');
});

test("credentials of the environment can be kept", async () => {
  const env = { AWS_ACCESS_KEY_ID: "ENVIRONMENTKEY", AWS_SECRET_ACCESS_KEY: "s", AWS_SESSION_TOKEN: "t" };
  expect(await profile(["add", "env", "--from-env"], { env })).toMatchObject({ exitCode: 0 });
  expect(JSON.parse((await profile(["show", "env", "--json"])).stdout)).toMatchObject({
    profile: "env",
    credentials: "ENVI…TKEY",
  });
});

test("list, use and remove", async () => {
  await profile([...ADD, "--secret-stdin"], { input: "s\n" });
  await profile(["add", "other", "--no-sign-request", "--region", "r"]);
  expect(await profile(["use", "other"])).toMatchObject({ exitCode: 0 });
  const listed = (await profile(["list", "--json"])).stdout
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(listed).toEqual([
    { type: "profile", name: "mine", source: "s3kit", inUse: false, endpoint: "http://127.0.0.1:1" },
    { type: "profile", name: "other", source: "s3kit", inUse: true, region: "r" },
    { type: "summary", count: 2 },
  ]);
  expect(await profile(["remove", "other"])).toMatchObject({ exitCode: 13 });
  expect(await profile(["remove", "other", "--yes"])).toMatchObject({ exitCode: 0 });
  expect(await profile(["show", "other"])).toMatchObject({ exitCode: 4 });
  expect(await profile(["use", "--none"])).toMatchObject({ exitCode: 0 });
});

test("check finds out what a store can do, cleans up, and later commands go by it", async () => {
  await using store = await runningStore();
  const env = { AWS_ACCESS_KEY_ID: KEY.accessKeyId, AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey };
  await profile(["add", "store", "--endpoint", store.endpoint, "--from-env", "--use"], { env });
  const before = JSON.parse((await profile(["show", "--json"])).stdout) as object;
  expect(before).toMatchObject({ checksums: "when_required" });

  const checked = await profile(["check", "--json"]);
  expect(checked.exitCode).toBe(0);
  expect(JSON.parse(checked.stdout)).toMatchObject({
    endpoint: store.endpoint,
    ifNoneMatch: "yes",
    versioning: "yes",
  });
  expect(JSON.parse((await profile(["show", "--json"])).stdout)).toMatchObject({
    checksums: "when_supported",
    capabilities: { checksumTrailer: "yes" },
  });
  expect(await store.contentFiles()).toEqual([]);

  const table = await profile(["check", "--bucket", await store.createBucket("mine")]);
  expect(table.stdout).toMatch(/^versioning +yes$/m);
  expect(table.stderr).toContain("writing to the bucket mine");
});

test("check of a store that does not answer is a network error, and is not remembered", async () => {
  await profile(["add", "dead", "--endpoint", "http://127.0.0.1:1", "--no-sign-request", "--use"]);
  expect(await profile(["check"])).toMatchObject({
    exitCode: 7,
    stderr: expect.stringContaining("http://127.0.0.1:1"),
  });
  expect((await profile(["show"])).stdout).toContain("never");
});

test("on a terminal the secret is asked for and not echoed", async () => {
  const env = { HOME: home, PATH: process.env["PATH"] ?? "", TERM: "xterm" };
  const child = spawn(process.execPath, [PROGRAM, "profile", ...ADD], { cols: 120, rows: 20, env });
  let shown = "";
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  child.onData((data) => {
    if (data.includes("Secret access key")) child.write("typed-secret\r");
    shown += data;
  });
  expect(await ended).toBe(0);
  expect(shown).toContain("Added the profile mine");
  expect(shown).not.toContain("typed-secret");
  expect(await readFile(join(home, ".config", "s3kit", "profiles.json"), "utf8")).toContain("typed-secret");
});

test("^C while the secret is asked for ends it, and nothing is kept", async () => {
  const env = { HOME: home, PATH: process.env["PATH"] ?? "", TERM: "xterm" };
  const child = spawn(process.execPath, [PROGRAM, "profile", ...ADD], { cols: 120, rows: 20, env });
  const ended = new Promise<number>((resolve) => child.onExit(({ exitCode }) => resolve(exitCode)));
  child.onData((data) => {
    if (data.includes("Secret access key")) child.write("\u0003");
  });
  expect(await ended).toBe(130);
  await expect(stat(join(home, ".config", "s3kit", "profiles.json"))).rejects.toMatchObject({
    code: "ENOENT",
  });
});
