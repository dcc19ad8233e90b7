import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { CopyObjectCommand, DeleteObjectCommand } from "@aws-sdk/client-s3";
import { afterEach, describe, expect, test } from "vitest";
import { PROGRAM } from "./support/program.js";
import { startWatchingRelay, type WatchingRelay } from "./support/watching-relay.js";
import { useWorkbench, type Run } from "./support/workbench.js";

const bench = useWorkbench();
const FILES = { "a.txt": "first", "deep/b.csv": "1,2\n", "ü – ö": "odd", empty: "" };
const UNKNOWN = "11111111-2222-4333-8444-555555555555";

const relays: WatchingRelay[] = [];
afterEach(async () => {
  for (const relay of relays.splice(0)) await relay.close();
});

async function files(name: string, contents: Readonly<Record<string, string>> = FILES): Promise<string> {
  return bench.files(name, contents);
}

async function made(
  words: readonly string[] = [],
): Promise<{ readonly uri: string; readonly bucket: string; readonly uuid: string }> {
  const bucket = await bench.bucket();
  const folder = await files("in");
  const run = await bench.run([
    "dataset",
    "create",
    "trial",
    `s3://${bucket}`,
    "--from",
    folder,
    "--json",
    ...words,
  ]);
  expect(run.exitCode, run.stderr).toBe(0);
  const { uri, uuid } = JSON.parse(run.stdout) as { readonly uri: string; readonly uuid: string };
  return { uri, bucket, uuid };
}

const dataset = (...words: readonly string[]): Promise<Run> => bench.run(["dataset", ...words, "--json"]);

/** Run the program until the store has answered a request, and kill it there. */
async function killAt(pattern: RegExp, words: readonly string[], count = 1): Promise<void> {
  const killed = Promise.withResolvers<void>();
  const relay = await startWatchingRelay(bench.store.endpoint, pattern, () => killed.resolve(), count);
  relays.push(relay);
  const env = { ...bench.environment(), AWS_ENDPOINT_URL: relay.endpoint };
  const child = spawn(process.execPath, [PROGRAM, ...words], { env, stdio: "ignore" });
  const ended = once(child, "exit");
  await Promise.race([
    killed.promise,
    ended.then(() => Promise.reject(new Error("It ended before it was killed"))),
  ]);
  child.kill("SIGKILL");
  await ended;
}

describe("a dataset from one end to the other", () => {
  test("made of a folder, listed, shown, verified at three depths, fetched, removed", async () => {
    const { uri, uuid, bucket } = await made();
    expect(uri).toBe(`s3://${bucket}/${uuid}`);
    const listed = await dataset("ls", `s3://${bucket}`);
    expect(listed.lines).toMatchObject([
      { type: "dataset", uri, uuid, name: "trial", status: "frozen" },
      { type: "summary", datasets: 1, broken: 0, stray: 0 },
    ]);
    expect((await dataset("show", uri)).lines).toMatchObject([
      { type: "dataset", uri, items: 4, sizeBytes: 12 },
    ]);
    const items = await dataset("item", "list", uri);
    expect(items.lines.at(-1)).toEqual({ type: "summary", items: 4, sizeBytes: 12 });
    expect(items.lines.map(({ relpath }) => relpath)).toEqual(expect.arrayContaining(Object.keys(FILES)));
    for (const depth of [["--quick"], [], ["--full"]]) {
      const run = await dataset("verify", uri, ...depth);
      expect(run.lines, depth.join("")).toMatchObject([{ type: "summary", items: 4, problems: 0 }]);
      expect(run.exitCode).toBe(0);
    }
    const out = path.join(bench.folder, "out");
    expect((await bench.run(["dataset", "fetch", uri, out])).exitCode).toBe(0);
    expect(await bench.readFiles(out)).toEqual(FILES);
    expect((await bench.run(["dataset", "rm", uri])).exitCode).toBe(13);
    expect((await dataset("rm", uri, "--yes")).lines).toMatchObject([
      { type: "deleted", uri, name: "trial" },
    ]);
    expect(await bench.keys(bucket)).toEqual([]);
  });

  test("through a proto dataset, with metadata, tags, annotations, README, overlays", async () => {
    const bucket = await bench.bucket();
    const folder = await files("in2");
    const created = await dataset("create", "step-by-step", `s3://${bucket}`);
    const { uri = "" } = created.lines[0] as { readonly uri?: string };
    const steps = [
      ["add", "item", uri, path.join(folder, "a.txt"), "one/a.txt"],
      ["add", "folder", uri, folder, "--below", "two"],
      ["add", "metadata", uri, "one/a.txt", "species", "wheat"],
      ["tag", "set", uri, "first-class", "e.coli"],
      ["annotate", "set", uri, "year", "2026", "--type", "int"],
      ["readme", "set", uri, await readmeFile("---\ndescription: x\n")],
      ["freeze", uri],
    ];
    for (const step of steps) {
      const run = await dataset(...step);
      expect(run.exitCode, `${step.join(" ")}: ${run.stderr}`).toBe(0);
    }
    expect((await dataset("status", uri)).lines).toMatchObject([{ status: "frozen" }]);
    expect((await dataset("show", uri)).lines).toMatchObject([
      { items: 5, tags: ["e.coli", "first-class"], annotations: ["year"], overlays: ["species"] },
    ]);
    expect((await dataset("item", "overlay", uri, "one/a.txt", "species")).lines).toMatchObject([
      { value: "wheat" },
    ]);
    expect((await bench.run(["dataset", "item", "cat", uri, "two/deep/b.csv"])).stdout).toBe("1,2\n");
    expect((await bench.run(["dataset", "readme", "show", uri])).stdout).toBe("---\ndescription: x\n");
    const csv = await bench.run(["dataset", "overlay", "template", "glob", uri, "is_csv", "*.csv"]);
    const set = await bench.run(["dataset", "overlay", "from-csv", uri, "-"], { input: csv.stdout });
    expect(set.exitCode, set.stderr).toBe(0);
    expect((await bench.run(["dataset", "overlay", "show", uri])).stdout).toContain(
      "identifiers,is_csv,species,relpaths\n",
    );
    expect((await dataset("verify", uri, "--full")).exitCode).toBe(0);
  });

  test("copied to disk and back, by name and UUID", async () => {
    const { uri, uuid } = await made();
    const base = path.join(bench.folder, "copies");
    const other = await bench.bucket();
    expect((await dataset("cp", uri, base)).exitCode).toBe(0);
    expect((await dataset("verify", path.join(base, "trial"), "--full")).exitCode).toBe(0);
    const back = await dataset("cp", path.join(base, "trial"), `s3://${other}`);
    expect(back.lines).toMatchObject([{ uri: `s3://${other}/${uuid}`, copied: 4 }]);
    const diff = await dataset("diff", uri, `s3://${other}/${uuid}`, "--full");
    expect([diff.exitCode, diff.lines.at(-1)]).toEqual([0, { type: "summary", same: 4, different: 0 }]);
  });
});

describe("killed", () => {
  test.each([
    ["after some of the items", "proto", /^PUT .*\/data\//, 3],
    ["after the manifest", "proto", /^PUT .*\/manifest\.json/, 1],
    ["when frozen, before its traces are gone", "frozen", /^PUT .*\/dtool /, 3],
  ])("while it makes a dataset, %s: the same words go on", async (_, status, pattern, count) => {
    const bucket = await bench.bucket();
    const words = [
      "dataset",
      "create",
      "trial",
      `s3://${bucket}`,
      "--from",
      await files("in"),
      "--concurrency",
      "1",
    ];
    await killAt(pattern, words, count);
    const [left] = (await dataset("ls", `s3://${bucket}`)).lines;
    expect(left).toMatchObject({ status });
    const again = await bench.run([...words, "--resume", "--json"]);
    expect(again.lines, again.stderr).toMatchObject([{ status: "frozen", items: 4, uri: left?.["uri"] }]);
    expect((await bench.keys(bucket)).filter((key) => key.includes("/fragments/"))).toEqual([]);
    expect((await dataset("verify", String(left?.["uri"]), "--full")).exitCode).toBe(0);
  });

  test("while it copies: --resume keeps what is there", async () => {
    const { uri, uuid } = await made();
    const other = await bench.bucket();
    const words = ["dataset", "cp", uri, `s3://${other}`, "--concurrency", "1"];
    await killAt(/^PUT .*\/data\//, words, 3);
    expect((await bench.run([...words, "--json"])).error).toMatchObject({ code: "PartialCopy", exitCode: 6 });
    const resumed = await bench.run([...words, "--resume", "--json"]);
    expect(resumed.lines, resumed.stderr).toMatchObject([{ copied: 1, kept: 3 }]);
    expect((await dataset("verify", `s3://${other}/${uuid}`, "--full")).exitCode).toBe(0);
  });
});

test("two processes freeze one dataset: one does, the other is told", async () => {
  const { uri } = await made(["--no-freeze"]);
  const runs = await Promise.all([dataset("freeze", uri), dataset("freeze", uri)]);
  expect(runs.map(({ exitCode }) => exitCode ?? -1).toSorted((a, b) => a - b)).toEqual([0, 6]);
  const loser = runs.find(({ exitCode }) => exitCode === 6)?.error;
  expect(["FreezeConflict", "FrozenDataset"]).toContain(loser?.["code"]);
  expect((await dataset("verify", uri, "--full")).exitCode).toBe(0);
});

test("other bytes of the same size and metadata: only --full sees them, and exits with 11", async () => {
  const { uri, uuid, bucket } = await made();
  const items = await dataset("item", "list", uri);
  const identifier = String(items.lines.find(({ relpath }) => relpath === "a.txt")?.["identifier"]);
  const Key = `${uuid}/data/${identifier}`;
  await bench.put(bucket, { "other-bytes": "FIRST" });
  await bench.client.send(
    new CopyObjectCommand({
      Bucket: bucket,
      Key,
      CopySource: `${bucket}/other-bytes`,
      MetadataDirective: "REPLACE",
      Metadata: { handle: "YS50eHQ=", checksum: "8b04d5e3775d298e78455efc5ca404d5" },
    }),
  );
  expect((await dataset("verify", uri)).exitCode).toBe(0);
  const full = await dataset("verify", uri, "--full");
  expect(full.exitCode).toBe(11);
  expect(full.lines[0]).toMatchObject({ type: "problem", problem: "altered-content", relpath: "a.txt" });
  const fetched = await dataset("fetch", uri, path.join(bench.folder, "altered"));
  expect([fetched.exitCode, fetched.error?.["code"]]).toEqual([11, "AlteredItem"]);
  expect(await readdir(path.join(bench.folder, "altered"))).not.toContain("a.txt");
});

test("bad input is named with its exit status, and nothing is half done", async () => {
  const { uri, bucket } = await made();
  const base = `s3://${bucket}`;
  const folder = await files("in");
  const before = await bench.keys(bucket);
  const cases: readonly (readonly [string, number, ...(readonly string[])])[] = [
    ["InvalidDatasetName", 2, "create", "bad name", base],
    ["InvalidReadme", 2, "create", "n", base, "--readme", await readmeFile("a: [1")],
    ["ENOENT", 4, "create", "n", base, "--readme", path.join(folder, "nope.yml")],
    ["ENOENT", 4, "create", "n", base, "--from", path.join(folder, "nope")],
    ["NothingToResume", 2, "create", "never", base, "--from", folder, "--resume"],
    ["NoSuchDataset", 4, "show", `${base}/${UNKNOWN}`],
    ["InvalidDatasetUri", 2, "show", base],
    ["FrozenDataset", 6, "freeze", uri],
    ["FrozenDataset", 6, "add", "folder", uri, folder],
    ["NoSuchItem", 4, "item", "properties", uri, "nope"],
    ["NoSuchOverlay", 4, "item", "overlay", uri, "a.txt", "nope"],
    ["NoSuchAnnotation", 4, "annotate", "get", uri, "nope"],
    ["NoSuchTag", 4, "tag", "delete", uri, "nope"],
    ["InvalidTag", 2, "tag", "set", uri, "bad tag"],
    ["InvalidName", 2, "annotate", "set", uri, "a.b", "1"],
    ["InvalidValue", 2, "annotate", "set", uri, "n", "x", "--type", "int"],
    ["DatasetExists", 6, "cp", uri, base],
    ["InvalidCsv", 2, "overlay", "from-csv", uri, await readmeFile("nope")],
  ];
  for (const [code, exitCode, ...words] of cases) {
    const run = await dataset(...words);
    expect([words.join(" "), run.error?.["code"], run.exitCode], run.stderr).toEqual([
      words.join(" "),
      code,
      exitCode,
    ]);
  }
  expect(await bench.keys(bucket)).toEqual(before);
});

test("a README that is missing is named; the rest of the dataset works without", async () => {
  const { uri, uuid, bucket } = await made();
  expect((await dataset("readme", "show", uri)).lines).toMatchObject([{ readme: "" }]);
  await bench.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: `${uuid}/README.yml` }));
  for (const verb of ["show", "validate"]) {
    const run = await dataset("readme", verb, uri);
    expect([run.error?.["code"], run.exitCode]).toEqual(["NoSuchReadme", 4]);
  }
  expect((await dataset("verify", uri, "--full")).exitCode).toBe(0);
});

test("an unreadable file keeps the dataset from being frozen; mended, it goes on", async () => {
  const bucket = await bench.bucket();
  const folder = await files("unreadable", { good: "good", bad: "bad" });
  const bad = path.join(folder, "bad");
  if (process.getuid?.() === 0) {
    // The superuser reads every file: one that is gone when it is read stands for it.
    await rm(bad);
    await bench.run(["ls", `s3://${bucket}`]);
    const { symlink } = await import("node:fs/promises");
    await symlink("nowhere", bad);
  } else await chmod(bad, 0o000);
  const words = ["dataset", "create", "n", `s3://${bucket}`, "--from", folder, "--json"];
  const failed = await bench.run(words);
  expect([failed.exitCode === 0, failed.stdout]).toEqual([false, ""]);
  expect((await dataset("ls", `s3://${bucket}`)).lines[0]).toMatchObject({ status: "proto" });
  await rm(bad);
  await writeFile(bad, "bad");
  expect((await bench.run([...words, "--resume"])).lines).toMatchObject([
    { status: "frozen", items: 2, kept: 1 },
  ]);
});

test("what is listed is what it is: stray keys, broken datasets, a bucket without any", async () => {
  const { uri, bucket } = await made();
  await bench.put(bucket, { dtoolbox: "x", [`dtool-${UNKNOWN}`]: "" });
  const run = await dataset("ls", `s3://${bucket}`);
  expect(run.exitCode).toBe(0);
  expect(run.lines.map(({ type }) => type)).toEqual(
    expect.arrayContaining(["dataset", "broken", "stray", "summary"]),
  );
  expect((await bench.run(["dataset", "ls", `s3://${bucket}`, "-q"])).stdout).toBe(`${uri}\n`);
  const empty = await bench.run([
    "dataset",
    "ls",
    `s3://${await bench.bucket({ [`${UNKNOWN}/dtool`]: "{}" })}`,
  ]);
  expect([empty.exitCode, empty.stdout, empty.stderr]).toEqual([
    0,
    "",
    expect.stringContaining("no registrations"),
  ]);
});

describe("settings", () => {
  test("are shared with dtool: prefixes, verbatim, with a warning for a missing slash", async () => {
    const bucket = await bench.bucket();
    const env = { HOME: path.join(bench.folder, "home-of-settings") };
    const config = (...words: readonly string[]) => bench.run(["dataset", "config", ...words], { env });
    expect((await config("prefix", "u/me", "--bucket", bucket)).stderr).toContain("does not end in /");
    expect((await config("user-name", "Ann Example")).exitCode).toBe(0);
    const file = path.join(env.HOME, ".config", "dtool", "dtool.json");
    expect(JSON.parse(await readFile(file, "utf8"))).toEqual({
      [`DTOOL_S3_DATASET_PREFIX_${bucket}`]: "u/me",
      DTOOL_USER_FULL_NAME: "Ann Example",
    });
    const run = await bench.run(["dataset", "create", "n", `s3://${bucket}`, "--json"], { env });
    const { uuid } = JSON.parse(run.stdout) as { readonly uuid: string };
    expect(run.stderr).toContain("does not end in /");
    expect(await bench.keys(bucket)).toContain(`u/me${uuid}/dtool`);
    expect(await bench.text(bucket, `dtool-${uuid}`)).toBe("u/me");
    expect((await config("prefix", "--bucket", bucket, "--unset")).exitCode).toBe(0);
    expect((await config("prefix", "--bucket", bucket)).exitCode).toBe(4);
  });

  test("of one bucket: its endpoint and keys, all three or none", async () => {
    const { bucket } = await made();
    const { endpoint, accessKeyId, secretAccessKey } = bench.store;
    const env = {
      AWS_ENDPOINT_URL: "http://127.0.0.1:9",
      AWS_ACCESS_KEY_ID: "x",
      AWS_SECRET_ACCESS_KEY: "y",
    };
    const own = {
      ...env,
      [`DTOOL_S3_ENDPOINT_${bucket}`]: endpoint,
      [`DTOOL_S3_ACCESS_KEY_ID_${bucket}`]: accessKeyId,
      [`DTOOL_S3_SECRET_ACCESS_KEY_${bucket}`]: secretAccessKey,
    };
    expect((await bench.run(["dataset", "ls", `s3://${bucket}`, "-q"], { env: own })).exitCode).toBe(0);
    const half = await bench.run(["dataset", "ls", `s3://${bucket}`, "--json"], {
      env: { ...env, [`DTOOL_S3_ENDPOINT_${bucket}`]: endpoint },
    });
    expect([half.exitCode, half.error?.["code"]]).toEqual([8, "IncompleteBucketSettings"]);
  });
});

test("published, it can be read without credentials; taken back, the list of URLs is gone", async () => {
  const { uri, uuid, bucket } = await made();
  const run = await dataset("publish", uri, "--expires", "10m");
  const { manifestUrl } = run.lines[0] as { readonly manifestUrl: string };
  const manifest = (await (await fetch(manifestUrl)).json()) as {
    readonly item_urls: Record<string, string>;
  };
  const texts = await Promise.all(
    Object.values(manifest.item_urls).map(async (url) => (await fetch(url)).text()),
  );
  expect(texts.toSorted()).toEqual(Object.values(FILES).toSorted());
  expect((await dataset("unpublish", uri)).lines).toMatchObject([{ unpublished: true, way: "presigned" }]);
  expect(await bench.keys(bucket)).not.toContain(`${uuid}/http_manifest.json`);
});

async function readmeFile(text: string): Promise<string> {
  const file = path.join(bench.folder, `text-${Math.random().toString(36).slice(2)}`);
  await writeFile(file, text);
  return file;
}
