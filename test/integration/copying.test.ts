import { createHash, randomBytes } from "node:crypto";
import { readdir, readFile, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { GetObjectTaggingCommand, HeadObjectCommand, PutObjectCommand } from "@aws-sdk/client-s3";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { expected } from "./store-differences.js";
import { PROGRAM } from "./support/program.js";
import { useWorkbench } from "./support/workbench.js";

const bench = useWorkbench();
const MIB = 1024 * 1024;
const large = randomBytes(21 * MIB + 7);

async function object(bucket: string, key: string): Promise<Buffer> {
  const { GetObjectCommand } = await import("@aws-sdk/client-s3");
  const { Body } = await bench.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

describe("where a copy goes", () => {
  test.each([
    ["a.txt", "", "a.txt"],
    ["a.txt", "/", "a.txt"],
    ["a.txt", "/folder/", "folder/a.txt"],
    ["a.txt", "/other", "other"],
  ])("file %s to s3://bucket%s is %s", async (file, to, key) => {
    const folder = await bench.files("one", { "a.txt": "A" });
    const bucket = await bench.bucket();
    const { exitCode } = await bench.run(["cp", path.join(folder, file), `s3://${bucket}${to}`]);
    expect(exitCode).toBe(0);
    expect(await bench.keys(bucket)).toEqual([key]);
  });

  test.each(["/up", "/up/"])("a folder's content goes below s3://bucket%s", async (to) => {
    const folder = await bench.files("tree", { "a.txt": "A", "sub/ü/b.txt": "B", "sub/empty": "" });
    const bucket = await bench.bucket();
    await bench.run(["cp", "--recursive", folder, `s3://${bucket}${to}`]);
    expect(await bench.keys(bucket)).toEqual(["up/a.txt", "up/sub/empty", "up/sub/ü/b.txt"]);
  });

  test("a prefix's content goes below a folder, and comes back the same", async () => {
    const bucket = await bench.bucket({
      "p/a": "A",
      "p/s/b": "B",
      "p/é/\u{1F600}": "E",
      "p2/no": "no",
      p: "no",
    });
    const to = path.join(bench.folder, "down-tree");
    const { exitCode } = await bench.run(["cp", "-r", `s3://${bucket}/p`, to]);
    expect(exitCode).toBe(0);
    expect(await bench.readFiles(to)).toEqual({ a: "A", "s/b": "B", "é/\u{1F600}": "E" });
  });

  test("one object goes into an existing folder under its name, else to exactly the path", async () => {
    const bucket = await bench.bucket({ "x/y.txt": "Y" });
    const folder = await bench.files("existing", { keep: "K" });
    await bench.run(["cp", `s3://${bucket}/x/y.txt`, folder]);
    await bench.run(["cp", `s3://${bucket}/x/y.txt`, path.join(folder, "new", "name")]);
    expect(await bench.readFiles(folder)).toEqual({ keep: "K", "new/name": "Y", "y.txt": "Y" });
  });

  test("wildcards keep what comes after the last slash before them; --raw takes them literally", async () => {
    const bucket = await bench.bucket({
      "l/1.gz": "1",
      "l/2.gz": "2",
      "l/s/3.gz": "3",
      "l/*.gz": "*",
      "m/4.gz": "4",
    });
    const [one, deep, raw] = ["one", "deep", "raw"].map((name) => path.join(bench.folder, "globs", name));
    await bench.run(["cp", `s3://${bucket}/l/?.gz`, `${one}/`]);
    await bench.run(["cp", `s3://${bucket}/**/*.gz`, `${deep}/`, "--exclude", "m"]);
    await bench.run(["cp", `s3://${bucket}/l/*.gz`, `${raw}/`, "--raw"]);
    expect(Object.keys(await bench.readFiles(one ?? ""))).toEqual(["*.gz", "1.gz", "2.gz"]);
    expect(Object.keys(await bench.readFiles(deep ?? ""))).toEqual([
      "l/*.gz",
      "l/1.gz",
      "l/2.gz",
      "l/s/3.gz",
    ]);
    expect(Object.keys(await bench.readFiles(raw ?? ""))).toEqual(["*.gz"]);
  });

  test("--include and --exclude work in any order, and exclude wins", async () => {
    const folder = await bench.files("filtered", {
      "a.txt": "",
      "b.log": "",
      "tmp/c.txt": "",
      "d/e.txt": "",
    });
    const bucket = await bench.bucket();
    await bench.run(["cp", "-r", "--exclude", "tmp", "--include", "*.txt", folder, `s3://${bucket}`]);
    expect(await bench.keys(bucket)).toEqual(["a.txt", "d/e.txt"]);
  });
});

describe("what is refused", () => {
  test.each([
    [["a", "b"], 2, "Both sides"],
    [["nothing-here", "s3://bucket/k"], 4, "nothing-here"],
    [[".", "s3://bucket/k"], 2, "--recursive"],
    [["s3://bucket/folder/", "."], 2, "--recursive"],
    [["-", "s3://bucket/"], 2, "names no object"],
    [["-", "."], 2, "s3://"],
    [["x", "s3:///k"], 2, "No bucket"],
    [["s3://bucket/k", "s3://bucket/k"], 2, "itself"],
    [["-r", "s3://bucket/a", "s3://bucket/a/b"], 2, "inside"],
    [["--part-size", "1MiB", "a", "s3://bucket/k"], 2, "5MiB"],
    [["--metadata", "novalue", "a", "s3://bucket/k"], 2, "Not NAME=VALUE: --metadata novalue"],
  ])("cp %j ends with status %d", async (words, exitCode, text) => {
    const run = await bench.run(["cp", ...words]);
    expect(run.exitCode).toBe(exitCode);
    expect(run.stderr).toContain(text);
  });

  test("a source that is not there, and wildcards that match nothing", async () => {
    const bucket = await bench.bucket({ a: "A" });
    for (const source of ["no", "*.gz", "no/"]) {
      const run = await bench.run(["cp", "-r", `s3://${bucket}/${source}`, bench.folder, "--json"]);
      expect([run.exitCode, run.error?.["exitCode"]]).toEqual([4, 4]);
    }
    expect((await bench.run(["cp", `s3://${bucket}/no`, bench.folder])).exitCode).toBe(4);
  });

  test("a bucket that is not there, once and not for each file", async () => {
    const folder = await bench.files(
      "many",
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`f${n}`, "x"])),
    );
    const run = await bench.run(["cp", "-r", folder, "s3://no-such-bucket-here-4711/"]);
    expect(run.exitCode).toBe(4);
    expect(run.stderr).toContain("no-such-bucket-here-4711");
  });

  test("keys that cannot be files below the folder: named one by one, the others arrive", async () => {
    const bucket = await bench.bucket({
      "p/../../escape": "no",
      "p//absolute": "no",
      "p/a/./b": "no",
      "p/folder/": "",
      "p/full/": "not empty",
      "p/name": "a file",
      "p/name/inner": "and a folder",
      "p/good": "yes",
    });
    const to = path.join(bench.folder, "safe", "inner");
    const run = await bench.run(["cp", "-r", `s3://${bucket}/p/`, to, "--json"]);
    expect(run.exitCode).toBe(3);
    expect(await bench.readFiles(path.dirname(to))).toEqual({ "inner/good": "yes", "inner/name": "a file" });
    const failed = run.lines.filter(({ type }) => type === "failed").map(({ source }) => source);
    const unsafe = ["../../escape", "/absolute", "a/./b", "full/", "name/inner"];
    expect(new Set(failed)).toEqual(new Set(unsafe.map((key) => `s3://${bucket}/p/${key}`)));
    expect(run.lines.at(-1)).toMatchObject({ type: "summary", transferred: 2, failed: 5, skipped: 1 });
  });
});

describe("large objects", () => {
  test.each([0, 1, 8 * MIB - 1, 8 * MIB, 8 * MIB + 1, 16 * MIB, 21 * MIB + 7])(
    "%d bytes go up and come down the same, and nothing is left behind",
    async (sizeBytes) => {
      const content = large.subarray(0, sizeBytes);
      const folder = await bench.files(`size-${sizeBytes.toString()}`, { up: content });
      const bucket = await bench.bucket();
      expect((await bench.run(["cp", path.join(folder, "up"), `s3://${bucket}/k`])).exitCode).toBe(0);
      expect((await object(bucket, "k")).equals(content)).toBe(true);
      expect((await bench.run(["cp", `s3://${bucket}/k`, path.join(folder, "down")])).exitCode).toBe(0);
      expect((await readFile(path.join(folder, "down"))).equals(content)).toBe(true);
      expect(await readdir(folder)).toEqual(["down", "up"]);
      expect(await bench.uploads(bucket)).toEqual([]);
    },
  );

  test("are copied in the store by parts when asked to, with all that they carry", async () => {
    const bucket = await bench.bucket();
    await bench.client.send(
      new PutObjectCommand({
        Bucket: bucket,
        Key: "a +ü",
        Body: large,
        ContentType: "text/x-test",
        Metadata: { note: "x" },
        Tagging: "k=v",
      }),
    );
    const run = await bench.run(["cp", `s3://${bucket}/a +ü`, `s3://${bucket}/b`, "--part-size", "8MiB"]);
    expect(run.exitCode).toBe(0);
    expect((await object(bucket, "b")).equals(large)).toBe(true);
    const head = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "b" }));
    expect(head).toMatchObject({ ContentType: "text/x-test", Metadata: { note: "x" } });
    expect(head.ETag?.endsWith(`-${(3 + expected("counts-parts-more")).toString()}"`)).toBe(true);
    const { TagSet } = await bench.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "b" }));
    expect(TagSet).toEqual([{ Key: "k", Value: "v" }]);
  });
});

describe("pipes", () => {
  test.each([0, 5, 8 * MIB, 8 * MIB + 1, 21 * MIB + 7])("%d bytes through - and back", async (sizeBytes) => {
    const content = large.subarray(0, sizeBytes);
    const bucket = await bench.bucket();
    const up = await bench.run(["cp", "-", `s3://${bucket}/piped.json`], { input: content });
    expect([up.exitCode, (await object(bucket, "piped.json")).equals(content)]).toEqual([0, true]);
    const { stdout } = await execa(process.execPath, [PROGRAM, "cp", `s3://${bucket}/piped.json`, "-"], {
      env: bench.environment(),
      extendEnv: false,
      encoding: "buffer",
    });
    expect(Buffer.from(stdout).equals(content)).toBe(true);
    const { ContentType } = await bench.client.send(
      new HeadObjectCommand({ Bucket: bucket, Key: "piped.json" }),
    );
    expect(ContentType).toBe("application/json");
  });
});

describe("what objects carry", () => {
  test("everything that flags set", async () => {
    const folder = await bench.files("meta", { "page.html": "<p>" });
    const bucket = await bench.bucket();
    const flags = [
      "--metadata=author=Zoë",
      "--metadata=n=1",
      "--cache-control=max-age=5",
      "--content-disposition=inline",
      "--content-encoding=br",
      "--tags=a b=c+d=@",
    ];
    await bench.run(["cp", path.join(folder, "page.html"), `s3://${bucket}`, ...flags]);
    const head = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "page.html" }));
    expect(head).toMatchObject({
      ContentType: "text/html",
      CacheControl: "max-age=5",
      ContentDisposition: "inline",
      ContentEncoding: "br",
    });
    expect(Buffer.from(head.Metadata?.["author"] ?? "", "latin1").toString()).toMatch(/^Zo(ë|Ã«)$/);
    const { TagSet } = await bench.client.send(
      new GetObjectTaggingCommand({ Bucket: bucket, Key: "page.html" }),
    );
    expect(TagSet).toEqual([{ Key: "a b", Value: "c+d=@" }]);
  });

  test("--preserve keeps a file's time across the store, to the microsecond", async () => {
    const folder = await bench.files("time", { file: "x" });
    await utimes(path.join(folder, "file"), 1_600_000_000.125, 1_600_000_000.125);
    const bucket = await bench.bucket();
    await bench.run(["cp", "--preserve", path.join(folder, "file"), `s3://${bucket}/f`]);
    await bench.run(["cp", "--preserve", `s3://${bucket}/f`, path.join(folder, "back")]);
    expect((await stat(path.join(folder, "back"))).mtimeMs).toBeCloseTo(1_600_000_000_125, 0);
  });

  test("a copy keeps metadata unless it is replaced", async () => {
    const bucket = await bench.bucket();
    const input = { Bucket: bucket, Body: "x", ContentType: "text/x-test", Metadata: { a: "1" } };
    await bench.client.send(new PutObjectCommand({ ...input, Key: "from" }));
    await bench.run(["cp", `s3://${bucket}/from`, `s3://${bucket}/same`]);
    await bench.run(["cp", `s3://${bucket}/from`, `s3://${bucket}/other`, "--metadata", "b=2"]);
    const heads = ["same", "other"].map((Key) =>
      bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key })),
    );
    const [same, other] = await Promise.all(heads);
    expect(same).toMatchObject({ ContentType: "text/x-test", Metadata: { a: "1" } });
    expect(other).toMatchObject({ ContentType: "text/x-test", Metadata: { b: "2" } });
  });

  test.each(["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"])(
    "--checksum %s, whole and in parts",
    async (name) => {
      const folder = await bench.files("sums", { small: "x", large });
      const bucket = await bench.bucket();
      for (const file of ["small", "large"]) {
        const run = await bench.run(["cp", path.join(folder, file), `s3://${bucket}`, "--checksum", name]);
        expect(run.stderr).toContain("Transferred 1 item");
        expect(run.exitCode).toBe(0);
      }
      expect(
        createHash("md5")
          .update(await object(bucket, "large"))
          .digest("hex"),
      ).toBe(createHash("md5").update(large).digest("hex"));
    },
  );
});

describe("--if-none-match", () => {
  test("leaves what exists alone: one item is a conflict, of many it is skipped", async () => {
    const folder = await bench.files("clobber", { old: "new", fresh: "fresh", large });
    const bucket = await bench.bucket({ old: "old", large: "old" });
    const one = await bench.run([
      "cp",
      "--if-none-match",
      path.join(folder, "old"),
      `s3://${bucket}/old`,
      "--json",
    ]);
    expect([one.exitCode, one.error?.["code"]]).toEqual([6, "ObjectExists"]);
    const many = await bench.run(["cp", "-r", "--if-none-match", folder, `s3://${bucket}`, "--json"]);
    expect(many.exitCode).toBe(0);
    expect(many.lines.at(-1)).toMatchObject({ transferred: 1, skipped: 2, failed: 0 });
    expect([await bench.text(bucket, "old"), await bench.text(bucket, "large")]).toEqual(["old", "old"]);
    expect(await bench.uploads(bucket)).toEqual([]);
  });

  test("leaves files alone, and copies within the store too", async () => {
    const folder = await bench.files("clobber-down", { old: "old" });
    const bucket = await bench.bucket({ old: "new", other: "other" });
    const down = await bench.run(["cp", "--if-none-match", `s3://${bucket}/old`, folder]);
    expect([down.exitCode, await bench.readFiles(folder)]).toEqual([6, { old: "old" }]);
    const copy = await bench.run(["cp", "--if-none-match", `s3://${bucket}/old`, `s3://${bucket}/other`]);
    expect([copy.exitCode, await bench.text(bucket, "other")]).toEqual([6, "other"]);
  });
});

test("--dry-run says exactly what a run then does, and does nothing", async () => {
  const folder = await bench.files("dry", { a: "AAA", "b/c": "C" });
  const bucket = await bench.bucket();
  const words = ["-r", folder, `s3://${bucket}/p`, "--json"];
  const dry = await bench.run(["cp", ...words, "--dry-run"]);
  expect(await bench.keys(bucket)).toEqual([]);
  expect(dry.lines.at(-1)).toMatchObject({ type: "summary", dryRun: true, planned: 2, sizeBytes: 4 });
  const wet = await bench.run(["cp", ...words]);
  const targets = (lines: typeof dry.lines) => new Set(lines.slice(0, -1).map(({ target }) => target));
  expect(targets(wet.lines)).toEqual(targets(dry.lines));
  expect(wet.lines.at(-1)).toMatchObject({ type: "summary", transferred: 2, sizeBytes: 4, failed: 0 });
});

describe("mv", () => {
  test.each([false, true])("up, across and down again; sources are gone (in parts: %s)", async (inParts) => {
    const content = inParts ? large : Buffer.from("x");
    const folder = await bench.files("move", { file: content });
    const bucket = await bench.bucket();
    const parts = inParts ? ["--part-size", "8MiB"] : [];
    await bench.run(["mv", path.join(folder, "file"), `s3://${bucket}/a`, ...parts]);
    expect(await bench.readFiles(folder)).toEqual({});
    await bench.run(["mv", `s3://${bucket}/a`, `s3://${bucket}/b`, ...parts]);
    expect(await bench.keys(bucket)).toEqual(["b"]);
    const down = await bench.run(["mv", `s3://${bucket}/b`, path.join(folder, "file"), ...parts]);
    expect(down.exitCode).toBe(0);
    expect(await bench.keys(bucket)).toEqual([]);
    expect((await readFile(path.join(folder, "file"))).equals(content)).toBe(true);
  });

  test("keeps a source that could not be copied, and one moved onto itself", async () => {
    const bucket = await bench.bucket({ "p/../x": "kept", "p/good": "moved", same: "same" });
    const run = await bench.run(["mv", "-r", `s3://${bucket}/p`, path.join(bench.folder, "moved")]);
    expect(run.exitCode).toBe(3);
    expect((await bench.run(["mv", `s3://${bucket}/same`, `s3://${bucket}/same`])).exitCode).toBe(2);
    expect(await bench.keys(bucket)).toEqual(["p/../x", "same"]);
  });
});
