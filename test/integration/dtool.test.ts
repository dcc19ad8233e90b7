import path from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { useWorkbench } from "./support/workbench.js";

const python = process.env["S3KIT_TEST_DTOOL_PYTHON"] ?? "python3";
const script = fileURLToPath(new URL("support/dtool.py", import.meta.url));
const found = await execa(python, ["-W", "ignore", "-c", "import dtoolcore, dtool_s3"], { reject: false });
const reason = found.failed
  ? ` (skipped: ${python} has no dtool_s3; pip install dtool-s3, and name that Python in S3KIT_TEST_DTOOL_PYTHON)`
  : "";

const FILES = { "a.txt": "first", "deep/b.csv": "1,2\n", "ü – ö.txt": "odd", empty: "" };

describe.skipIf(found.failed)(`the real dtool${reason}`, () => {
  const bench = useWorkbench();

  interface ReadDataset {
    readonly uri: string;
    readonly uuid: string;
    readonly problems: readonly string[];
    readonly contents: Readonly<Record<string, string>>;
    readonly admin: Readonly<Record<string, unknown>>;
    readonly [fact: string]: unknown;
  }

  async function dtool<Answer = ReadDataset>(...words: readonly string[]): Promise<Answer> {
    const { stdout } = await execa(python, ["-W", "ignore", script, ...words], {
      extendEnv: false,
      env: {
        ...bench.environment(),
        AWS_DEFAULT_REGION: bench.store.region,
        AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
        AWS_MAX_ATTEMPTS: "2",
      },
    });
    return JSON.parse(stdout) as Answer;
  }

  async function s3kit<Document = Readonly<Record<string, unknown>>>(
    ...words: readonly string[]
  ): Promise<Document> {
    const run = await bench.run(["dataset", ...words, "--json"]);
    expect(run.exitCode, `${words.join(" ")}: ${run.stderr}`).toBe(0);
    return run.lines[0] as Document;
  }

  test("reads, lists and copies what s3kit made, in a bucket and on disk", { timeout: 60_000 }, async () => {
    const bucket = await bench.bucket();
    const folder = await bench.files("in", FILES);
    const { uri } = await s3kit<{ readonly uri: string }>(
      "create",
      "by-s3kit",
      `s3://${bucket}`,
      "--from",
      folder,
    );
    await s3kit("readme", "set", uri, path.join(await bench.files("readme", { y: "---\nby: s3kit\n" }), "y"));
    await s3kit("annotate", "set", uri, "nested", '{"a": [1.0, null]}', "--type", "json");
    await s3kit("tag", "set", uri, "e.coli");
    const overlay = await bench.run(["dataset", "overlay", "set", uri, "note", "-", "--default", '"x"'], {
      input: "{}",
    });
    expect(overlay.exitCode, overlay.stderr).toBe(0);
    const read = await dtool("read", uri);
    expect(read).toMatchObject({
      problems: [],
      contents: FILES,
      readme: "---\nby: s3kit\n",
      annotations: { nested: { a: [1, null] } },
      tags: ["e.coli"],
      admin: { type: "dataset", name: "by-s3kit" },
    });
    expect(
      Object.values(read["overlays"] as Record<string, object>).map((values) => Object.values(values)),
    ).toEqual([["x", "x", "x", "x"]]);
    expect(await dtool("list", `s3://${bucket}`)).toEqual({ uris: [uri] });
    const base = path.join(bench.folder, "by-dtool");
    await bench.files("by-dtool", {});
    const copied = await dtool("copy", uri, base);
    await s3kit("verify", copied.uri, "--full");
    const disk = await s3kit<{ readonly uri: string }>("cp", uri, path.join(bench.folder, "by-s3kit"));
    expect(await dtool("read", disk.uri)).toMatchObject({ problems: [], contents: FILES, uuid: read.uuid });
  });

  test("writes what s3kit reads, verifies, fetches and copies", { timeout: 60_000 }, async () => {
    const bucket = await bench.bucket();
    const other = await bench.bucket();
    const folder = await bench.files("in", FILES);
    const { uri } = await dtool("make", `s3://${bucket}`, folder);
    await s3kit("verify", uri, "--full");
    const out = path.join(bench.folder, "out-of-dtool");
    await s3kit("fetch", uri, out);
    expect(await bench.readFiles(out)).toEqual(FILES);
    expect(await s3kit("show", uri)).toMatchObject({
      name: "by-dtool",
      items: 4,
      tags: ["e.coli"],
      annotations: ["nested"],
      overlays: ["length"],
    });
    expect((await bench.run(["dataset", "annotate", "get", uri, "nested"])).stdout).toBe(
      '{"a": [1.0, null]}\n',
    );
    const copy = await s3kit<{ readonly uri: string }>("cp", uri, `s3://${other}`);
    const [original, copied] = [await dtool("read", uri), await dtool("read", copy.uri)];
    expect({ ...copied, uri: "" }).toEqual({ ...original, uri: "" });
  });

  test("and s3kit go on with each other's proto datasets", { timeout: 60_000 }, async () => {
    const bucket = await bench.bucket();
    const folder = await bench.files("flat", { "one.txt": "1", "two ü.txt": "2" });
    const theirs = await dtool("make-proto", `s3://${bucket}`, folder);
    await s3kit("add", "item", theirs.uri, path.join(folder, "one.txt"), "again.txt");
    await s3kit("freeze", theirs.uri);
    expect(await dtool("read", theirs.uri)).toMatchObject({
      problems: [],
      contents: { "one.txt": "1", "two ü.txt": "2", "again.txt": "1" },
    });
    const ours = await s3kit<{ readonly uri: string }>(
      "create",
      "ours",
      `s3://${bucket}`,
      "--from",
      await bench.files(
        "many",
        Object.fromEntries(Array.from({ length: 9 }, (_, n) => [`f${n.toString()}`, "x"])),
      ),
      "--no-freeze",
    );
    for (let n = 0; n < 9; n += 1)
      await s3kit("add", "metadata", ours.uri, `f${n.toString()}`, "n", n.toString(), "-t", "int");
    const frozen = await dtool("freeze", ours.uri);
    expect(frozen.problems).toEqual([]);
    expect(Object.values((frozen["overlays"] as { readonly n: object }).n).length).toBe(9);
    await s3kit("verify", ours.uri, "--full");
    expect((await bench.keys(bucket)).filter((key) => key.includes("/fragments/"))).toEqual([]);
  });
});
