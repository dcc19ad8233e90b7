import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { clientFor, KEY, sendRaw } from "../lib/store/running-store.js";
import { s3kit, serveStore, serveWithKey } from "./store-process.js";

let dir = "";
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "s3kit-serve-"));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

test("serve says where it listens, and ends with 0 when told to", async () => {
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    await using store = await serveWithKey(dir);
    expect(store.firstLine).toMatch(/^listening on http:\/\/127\.0\.0\.1:\d+$/);
    expect((await sendRaw(store.endpoint, { method: "GET", target: "/" })).status).toBe(200);
    expect(await store.end(signal)).toBe(0);
    expect(await store.stderr).toBe("");
  }
});

test("serve --json says it as JSON", async () => {
  await using store = await serveStore(dir, "--json", "--key", "A:b");
  expect(JSON.parse(store.firstLine)).toEqual({ type: "listening", endpoint: store.endpoint });
});

test("the key pair made at the first start is shown once, and kept for its owner alone", async () => {
  const data = join(dir, "new", "store");
  const first = await serveStore(data);
  await first.end("SIGTERM");
  const shown = await first.stderr;
  const accessKeyId = /AWS_ACCESS_KEY_ID=(\w+)/.exec(shown)?.[1] ?? "";
  const secretAccessKey = /AWS_SECRET_ACCESS_KEY=(\w+)/.exec(shown)?.[1] ?? "";
  expect([accessKeyId.length, secretAccessKey.length]).toEqual([20, 40]);
  expect((await stat(join(data, "credentials.json"))).mode & 0o777).toBe(0o600);

  await using second = await serveStore(data);
  const key = { accessKeyId, secretAccessKey };
  expect((await sendRaw(second.endpoint, { method: "GET", target: "/", key })).status).toBe(200);
  expect((await sendRaw(second.endpoint, { method: "GET", target: "/" })).status).toBe(403);
  await second.end("SIGTERM");
  expect(await second.stderr).toBe("");
});

test("requests under way are finished before the end", async () => {
  await using store = await serveWithKey(dir);
  const client = clientFor(store.endpoint);
  await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
  const puts = Array.from({ length: 8 }, (_, index) =>
    client.send(
      new PutObjectCommand({ Bucket: "bucket", Key: index.toString(), Body: Buffer.alloc(3_000_000) }),
    ),
  );
  await new Promise((resolve) => setTimeout(resolve, 30));
  const ended = store.end("SIGTERM");
  const results = await Promise.allSettled(puts);
  expect(await ended).toBe(0);
  client.destroy();
  const stored = results.filter(({ status }) => status === "fulfilled").length;
  await using again = await serveWithKey(dir);
  const list = await sendRaw(again.endpoint, { method: "GET", target: "/bucket?list-type=2" });
  expect(list.text.match(/<Key>/g)?.length ?? 0).toBe(stored);
});

test.each([
  [["--key", "nocolon"], 2, "InvalidKeyPair"],
  [["--key", ":hush-hush"], 2, "InvalidKeyPair"],
  [["--port", "70000"], 2, "Usage"],
  [["--host", "192.0.2.1"], 8, "AddressUnusable"],
])("serve with %j is refused with %i", async (words, exitCode, code) => {
  const port = words.includes("--port") ? [] : ["--port", "0"];
  const result = await s3kit("store", "serve", "--data", dir, ...port, ...words, "--json");
  expect(result).toMatchObject({ exitCode, stdout: "" });
  const error = JSON.parse(result.stderr) as { readonly code: string; readonly exitCode: number };
  expect(error).toMatchObject({ type: "error", exitCode });
  expect(code === "Usage" || error.code === code).toBe(true);
  expect(result.stderr).not.toContain("hush-hush");
});

test("a port in use, and a folder in use, are conflicts", async () => {
  await using store = await serveWithKey(dir);
  const port = new URL(store.endpoint).port;
  const other = await s3kit("store", "serve", "--data", join(dir, "other"), "--port", port, "--key", "A:b");
  expect(other).toMatchObject({ exitCode: 6, stdout: "" });
  expect(other.stderr).toMatch(/^Error \(AddressInUse\): .*in use/);
  const same = await s3kit("store", "serve", "--data", dir, "--port", "0", "--key", "A:b");
  expect(same).toMatchObject({ exitCode: 6, stdout: "" });
  const check = await s3kit("store", "check", "--data", dir);
  expect(check.exitCode).toBe(6);
});

test("a folder that cannot be one is a matter of configuration", async () => {
  const file = join(dir, "file");
  await writeFile(file, "x");
  const result = await s3kit("store", "serve", "--data", join(file, "store"), "--port", "0", "--key", "A:b");
  expect(result).toMatchObject({ exitCode: 8, stdout: "" });
  expect(await readFile(file, "utf8")).toBe("x");
});

test("a folder without a store is neither checked nor exported", async () => {
  for (const words of [["check"], ["export", join(dir, "out")]]) {
    const result = await s3kit("store", ...words, "--data", join(dir, "none"));
    expect([words, result.exitCode, result.stdout]).toEqual([words, 4, ""]);
  }
  expect(await readdir(dir)).not.toContain("none");
});

test("export writes the objects out as files, and check finds nothing wrong", async () => {
  const data = join(dir, "store");
  const store = await serveWithKey(data);
  const client = clientFor(store.endpoint);
  await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
  for (const Key of ["a/b.txt", "../c", "gone"]) {
    await client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body: Key }));
  }
  await client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: "gone" }));
  client.destroy();
  await store.end("SIGTERM");

  const out = join(dir, "out");
  const exported = await s3kit("store", "export", out, "--data", data, "--json");
  expect(exported.exitCode).toBe(0);
  const lines = exported.stdout.split("\n").map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.at(-1)).toEqual({ type: "summary", objects: 2, sizeBytes: 11, failed: 0 });
  expect(await readFile(join(out, "bucket", "a", "b.txt"), "utf8")).toBe("a/b.txt");
  expect((await readdir(dir)).sort()).toEqual(["out", "store"]);
  const twice = await s3kit("store", "export", out, "--data", data);
  expect(twice.exitCode).toBe(6);

  const check = await s3kit("store", "check", "--data", data, "--rehash", "--json");
  expect(check.exitCode).toBe(0);
  expect(JSON.parse(check.stdout)).toMatchObject({ type: "summary", findingCount: 0 });
});

test("check finds an orphan, and --repair removes it", async () => {
  const store = await serveWithKey(dir);
  await store.end("SIGTERM");
  const folder = join(dir, "blobs", "01");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "00000000000001"), "nobody's");
  const found = await s3kit("store", "check", "--data", dir);
  expect([found.exitCode, found.stdout]).toEqual([11, expect.stringContaining("problem: ") as string]);
  expect(found.stderr).toContain("--repair");
  expect((await s3kit("store", "check", "--data", dir, "--repair")).exitCode).toBe(0);
  expect((await s3kit("store", "check", "--data", dir)).exitCode).toBe(0);
});

test(
  "kill -9 under uploads loses nothing acknowledged, and leaves no garbage",
  { timeout: 60_000 },
  async () => {
    const acknowledged = new Map<string, string>();
    for (let round = 0; round < 3; round += 1) {
      await using store = await serveWithKey(dir);
      const client = clientFor(store.endpoint);
      if (round === 0) await client.send(new CreateBucketCommand({ Bucket: "bucket" }));
      const stop = new AbortController();
      const writers = Array.from({ length: 6 }, (_, writer) =>
        writeUntilStopped(client, `${round.toString()}-${writer.toString()}`, acknowledged, stop.signal),
      );
      await new Promise((resolve) => setTimeout(resolve, 400 + round * 150));
      expect(await store.end("SIGKILL")).toBe("SIGKILL");
      stop.abort();
      await Promise.all(writers);
      client.destroy();
    }
    expect(acknowledged.size).toBeGreaterThan(20);

    const store = await serveWithKey(dir);
    const client = clientFor(store.endpoint);
    for (const [Key, digest] of acknowledged) {
      const { Body } = await client.send(new GetObjectCommand({ Bucket: "bucket", Key }));
      expect([Key, digestOf(Buffer.from((await Body?.transformToByteArray()) ?? []))]).toEqual([Key, digest]);
    }
    client.destroy();
    expect(await readdir(join(dir, "tmp"))).toEqual([]);
    expect(await store.end("SIGTERM")).toBe(0);
    const check = await s3kit("store", "check", "--data", dir, "--rehash");
    expect(check).toMatchObject({ exitCode: 0, stdout: "" });
  },
);

async function writeUntilStopped(
  client: S3Client,
  name: string,
  acknowledged: Map<string, string>,
  stop: AbortSignal,
): Promise<void> {
  for (let count = 0; !stop.aborted; count += 1) {
    const Key = `${name}/${count.toString()}`;
    const Body = randomBytes(count % 3 === 0 ? 700_000 : 1000);
    try {
      await client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body }));
      acknowledged.set(Key, digestOf(Body));
    } catch {
      return; // the store is gone: what was not acknowledged may be there or not
    }
  }
}

function digestOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

test("the tests' own key pair is not the store's", async () => {
  await using store = await serveStore(dir);
  const answer = await sendRaw(store.endpoint, { method: "GET", target: "/", key: KEY });
  expect(answer.status).toBe(403);
});
