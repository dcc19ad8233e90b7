import { randomBytes } from "node:crypto";
import { readFile, readdir, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
} from "@aws-sdk/client-s3";
import { beforeAll, describe, expect, test } from "vitest";
import { ENCRYPTED } from "./support/test-store.js";
import { useWorkbench, type Run } from "./support/workbench.js";

const MIB = 1024 * 1024;
const bench = useWorkbench();
const large = randomBytes(9 * MIB + 5);
const KEY = "00".repeat(31);
let ring: string;

// Through a proxy that encrypts, objects look plain and their metadata is the proxy's own.
describe.skipIf(ENCRYPTED)("objects that are encrypted before they leave", () => {
  beforeAll(async () => {
    ring = path.join(bench.folder, "ring.json");
    await run(["key", "import", "--ring", ring, "--id", "old", "-"], `${KEY}01`);
  });

  test("come back as they were, in one piece and in parts, by file and by pipe", async () => {
    const bucket = await bench.bucket();
    const folder = await bench.files("up", { "small.txt": "small", "large.bin": large, empty: "" });
    expect(
      await code(["cp", "-r", "--encrypt", folder, `s3://${bucket}/d/`, "--metadata", "color=red"]),
    ).toBe(0);
    await run(["encrypt", "-", `s3://${bucket}/piped`], "piped");
    for (const key of ["d/small.txt", "d/large.bin", "d/empty", "piped"]) {
      const head = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      expect(head.Metadata?.["s3kit-enc"]).toMatch(/^v=1;k=old;w=[\w-]{139}(;s=[\w-]{32})?$/);
    }
    expect(await bench.text(bucket, "d/small.txt")).not.toContain("small");
    const down = path.join(bench.folder, "down");
    expect(await code(["cp", "-r", "--decrypt", `s3://${bucket}/d/`, down])).toBe(0);
    expect((await readFile(path.join(down, "large.bin"))).equals(large)).toBe(true);
    expect(await readFile(path.join(down, "small.txt"), "utf8")).toBe("small");
    expect((await stat(path.join(down, "empty"))).size).toBe(0);
    expect((await run(["decrypt", `s3://${bucket}/piped`, "-"])).stdout).toBe("piped");
  });

  test("copied under another name are opened and sealed anew, with their metadata", async () => {
    const bucket = await bench.bucket();
    await run(
      ["encrypt", "-", `s3://${bucket}/one`, "--metadata", "color=red", "--content-type", "text/x"],
      "content",
    );
    expect(await code(["cp", "--encrypt", "--decrypt", `s3://${bucket}/one`, `s3://${bucket}/two`])).toBe(0);
    expect(await code(["cp", "--decrypt", `s3://${bucket}/two`, `s3://${bucket}/plain`])).toBe(0);
    expect((await run(["decrypt", `s3://${bucket}/two`, "-"])).stdout).toBe("content");
    expect(await bench.text(bucket, "plain")).toBe("content");
    const plain = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "plain" }));
    expect([plain.Metadata, plain.ContentType]).toEqual([{ color: "red" }, "text/x"]);
    expect(await failure(["cp", "--encrypt", `s3://${bucket}/two`, `s3://${bucket}/three`])).toMatchObject({
      exitCode: 6,
      code: "EncryptedAlready",
    });
    expect(await failure(["cp", "--decrypt", `s3://${bucket}/plain`, `s3://${bucket}/three`])).toMatchObject({
      exitCode: 11,
      code: "NotEncrypted",
    });
    expect(await bench.keys(bucket)).toEqual(["one", "plain", "two"]);
  });

  test("that were changed leave no file behind, and exit with 11", async () => {
    const bucket = await bench.bucket();
    await bench.files("damaged", { large });
    await run(["encrypt", path.join(bench.folder, "damaged", "large"), `s3://${bucket}/large`]);
    await damage(bucket, "large", 6 * MIB);
    const target = path.join(bench.folder, "damaged", "target");
    await writeFile(target, "kept");
    expect(await failure(["decrypt", `s3://${bucket}/large`, target])).toMatchObject({
      exitCode: 11,
      code: "Damaged",
    });
    expect(await readFile(target, "utf8")).toBe("kept");
    expect((await readdir(path.dirname(target))).filter((name) => name.startsWith("."))).toEqual([]);
  });

  test("in a file open with their name and metadata, and nothing else", async () => {
    await bench.files("local", { large });
    const [plain, sealed, opened] = ["large", "sealed", "opened"].map((name) =>
      path.join(bench.folder, "local", name),
    );
    const { stdout } = await run(["encrypt", "--name", "b/k", plain ?? "", sealed ?? ""]);
    const meta = stdout.trim();
    expect(await code(["decrypt", "--name", "b/k", "--meta", meta, sealed ?? "", opened ?? ""])).toBe(0);
    expect((await readFile(opened ?? "")).equals(large)).toBe(true);
    const wrongName = await failure(["decrypt", "--name", "b/x", "--meta", meta, sealed ?? "", `${opened}2`]);
    expect(wrongName).toMatchObject({ exitCode: 11, code: "WrongKey" });
    const bytes = await readFile(sealed ?? "");
    await writeFile(sealed ?? "", bytes.subarray(0, -1));
    const cut = await failure(["decrypt", "--name", "b/k", "--meta", meta, sealed ?? "", `${opened}2`]);
    expect(cut).toMatchObject({ exitCode: 11, code: "Damaged" });
    expect((await readdir(path.join(bench.folder, "local"))).sort()).toEqual(["large", "opened", "sealed"]);
  });
});

describe.skipIf(ENCRYPTED)("keys and encrypted objects over the years", () => {
  test("rewrapping takes objects to a new key: no content moves, and nothing else changes", async () => {
    const { bucket, keys } = await bucketOfTwoKeys("rewrap");
    const before = await body(bucket, "d/1");
    const planned = await json(["proxy", "rewrap", `s3://${bucket}`, "--dry-run", "--ring", keys]);
    expect(countOf(planned)).toMatchObject({ objects: 3, planned: 2, plain: 1 });
    const rewrapped = await json(["proxy", "rewrap", `s3://${bucket}`, "--ring", keys]);
    expect(countOf(rewrapped)).toMatchObject({ objects: 3, rewrapped: 2, plain: 1 });
    expect((await body(bucket, "d/1")).equals(before)).toBe(true);
    const head = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: "d/1" }));
    expect(head).toMatchObject({ ContentType: "text/x", CacheControl: "max-age=9" });
    expect(head.Metadata).toMatchObject({ color: "red" });
    expect(head.Metadata?.["s3kit-enc"]).toContain("k=new;");
    const tags = await bench.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "d/1" }));
    expect(tags.TagSet).toEqual([{ Key: "kind", Value: "letter" }]);
    expect(countOf(await json(["proxy", "rewrap", `s3://${bucket}`, "--ring", keys]))).toMatchObject({
      current: 2,
    });
    expect(await code(["key", "retire", "old", "--ring", keys])).toBe(0);
    expect(countOf(await json(["proxy", "verify", `s3://${bucket}`, "--ring", keys]))).toMatchObject({
      ok: 2,
      plain: 1,
    });
  });

  test("rebinding makes objects readable that were renamed by others", async () => {
    const { bucket, keys } = await bucketOfTwoKeys("rebind");
    const CopySource = `${bucket}/d/1`;
    await bench.client.send(new CopyObjectCommand({ Bucket: bucket, Key: "moved/1", CopySource }));
    const refused = await failure(["proxy", "verify", `s3://${bucket}/moved/1`, "--ring", keys]);
    expect(refused).toMatchObject({ exitCode: 11, code: "WrongKey" });
    const wrong = await failure([
      "proxy",
      "rebind",
      `s3://${bucket}/moved/`,
      "--from",
      `s3://${bucket}/e/`,
      "--ring",
      keys,
    ]);
    expect(wrong.exitCode).toBe(11);
    const rebound = await json([
      "proxy",
      "rebind",
      `s3://${bucket}/moved/`,
      "--from",
      `s3://${bucket}/d/`,
      "--ring",
      keys,
    ]);
    expect(countOf(rebound)).toMatchObject({ rebound: 1 });
    expect((await run(["decrypt", `s3://${bucket}/moved/1`, "-", "--ring", keys])).stdout).toBe("first");
  });

  test("reencrypting gives objects new keys of their own, and encrypts what was plain", async () => {
    const { bucket, keys } = await bucketOfTwoKeys("reencrypt");
    const before = await body(bucket, "d/1");
    expect(await failure(["proxy", "reencrypt", `s3://${bucket}`, "--ring", keys])).toMatchObject({
      exitCode: 13,
    });
    const words = ["proxy", "reencrypt", `s3://${bucket}`, "--include-plain", "--yes", "--ring", keys];
    expect(countOf(await json(words))).toMatchObject({ objects: 3, reencrypted: 3 });
    expect((await body(bucket, "d/1")).equals(before)).toBe(false);
    expect(await bench.text(bucket, "plain")).not.toBe("plain");
    expect((await run(["decrypt", `s3://${bucket}/plain`, "-", "--ring", keys])).stdout).toBe("plain");
    const tags = await bench.client.send(new GetObjectTaggingCommand({ Bucket: bucket, Key: "d/1" }));
    expect(tags.TagSet).toEqual([{ Key: "kind", Value: "letter" }]);
    expect(countOf(await json(["proxy", "verify", `s3://${bucket}`, "--ring", keys]))).toMatchObject({
      ok: 3,
    });
  });

  test("verifying names what was changed, and a wrong ring is refused", async () => {
    const { bucket, keys } = await bucketOfTwoKeys("verify");
    await damage(bucket, "d/2", 80);
    const verified = await run(["proxy", "verify", `s3://${bucket}`, "--json", "--ring", keys]);
    expect(verified.exitCode).toBe(11);
    expect(verified.lines).toContainEqual(
      expect.objectContaining({ type: "failed", key: "d/2", code: "Damaged" }),
    );
    expect(countOf(verified)).toMatchObject({ ok: 1, failed: 1, plain: 1 });
    const other = path.join(bench.folder, "other-ring.json");
    await run(["key", "import", "--ring", other, "--id", "old", "-"], `${KEY}99`);
    expect(await code(["key", "check", `s3://${bucket}`, "--ring", keys])).toBe(0);
    expect(await failure(["key", "check", `s3://${bucket}`, "--ring", other])).toMatchObject({
      exitCode: 8,
      code: "WrongKeyRing",
    });
    await bench.client.send(new DeleteObjectCommand({ Bucket: bucket, Key: "d/2" }));
    expect(await code(["proxy", "verify", `s3://${bucket}`, "--ring", keys])).toBe(0);
  });
});

/** Two objects of the key `old`, a plain one, and a ring in which `new` is primary. */
async function bucketOfTwoKeys(name: string): Promise<{ readonly bucket: string; readonly keys: string }> {
  const keys = path.join(bench.folder, `${name}-ring.json`);
  const bucket = await bench.bucket({ plain: "plain" });
  await run(["key", "import", "--ring", keys, "--id", "old", "-"], `${KEY}01`);
  const about = [
    "--ring",
    keys,
    "--metadata",
    "color=red",
    "--content-type",
    "text/x",
    "--cache-control",
    "max-age=9",
  ];
  await run(["encrypt", "-", `s3://${bucket}/d/1`, ...about], "first");
  await run(["encrypt", "-", `s3://${bucket}/d/2`, "--ring", keys], "second");
  const TagSet = [{ Key: "kind", Value: "letter" }];
  await bench.client.send(new PutObjectTaggingCommand({ Bucket: bucket, Key: "d/1", Tagging: { TagSet } }));
  await run(["key", "generate", "--ring", keys, "--id", "new", "--primary"]);
  return { bucket, keys };
}

/** Flip a bit of an object, and keep its metadata. */
async function damage(bucket: string, key: string, at: number): Promise<void> {
  const { Metadata } = await bench.client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
  const bytes = await body(bucket, key);
  bytes[at] = (bytes[at] ?? 0) ^ 1;
  await bench.client.send(new PutObjectCommand({ Bucket: bucket, Key: key, Body: bytes, Metadata }));
}

async function body(bucket: string, key: string): Promise<Buffer> {
  const { Body } = await bench.client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

async function run(words: readonly string[], input = ""): Promise<Run> {
  return bench.run(words, { input, env: { S3KIT_RING: ring } });
}

async function code(words: readonly string[]): Promise<number | undefined> {
  return (await run(words)).exitCode;
}

async function json(words: readonly string[]): Promise<Run> {
  return run([...words, "--json"]);
}

function countOf({ lines }: Run): Record<string, unknown> | undefined {
  return lines.find(({ type }) => type === "summary");
}

async function failure(
  words: readonly string[],
): Promise<{ readonly exitCode: number | undefined; readonly code: unknown }> {
  const { exitCode, error } = await json(words);
  return { exitCode, code: error?.["code"] };
}
