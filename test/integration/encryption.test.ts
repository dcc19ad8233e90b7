import { randomBytes, randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import {
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  DeleteBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
  type CompletedPart,
} from "@aws-sdk/client-s3";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { compareWithMap } from "../lib/proxy/encryption/compare-with-map.js";
import { PROGRAM } from "./support/program.js";
import { startTestProxy, type TestProxy } from "./support/test-proxy.js";
import { encryptingWords, openStoreBehind, type TestStore } from "./support/test-store.js";

const MIB = 1024 * 1024;

let behind: TestStore;
let words: readonly string[];
let folder: string;
let proxy: TestProxy;
let client: S3Client;
const Bucket = `s3kit-it-enc-${randomUUID().slice(0, 8)}`;

function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: Omit<TestStore, "close">): S3Client {
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Client({ endpoint, region, credentials, forcePathStyle: true, maxAttempts: 1 });
}

beforeAll(async () => {
  behind = await openStoreBehind();
  words = await encryptingWords(Bucket);
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-encryption-"));
  proxy = await startTestProxy(behind, { words });
  client = clientOf(proxy);
  await client.send(new CreateBucketCommand({ Bucket }));
});

afterAll(async () => {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  for (const { Key } of Contents) await client.send(new DeleteObjectCommand({ Bucket, Key }));
  await client.send(new DeleteBucketCommand({ Bucket }));
  await proxy.close();
  await behind.close();
  await rm(folder, { recursive: true });
});

test("A store behind an encrypting proxy holds what a map would", async () => {
  await compareWithMap(client, Bucket, 5);
});

test("An upload goes on at another proxy when the first one is killed", async () => {
  const at = { Bucket, Key: "shared" };
  const bodies = [5 * MIB, 6 * MIB, 5 * MIB, 1000].map((sizeBytes) => randomBytes(sizeBytes));
  const first = await startTestProxy(behind, { words });
  const atFirst = clientOf(first);
  const { UploadId } = await atFirst.send(new CreateMultipartUploadCommand(at));
  const Parts: CompletedPart[] = [];
  const send = async (to: S3Client, index: number) => {
    const PartNumber = index + 1;
    const Body = bodies[index] ?? Buffer.alloc(0);
    const { ETag } = await to.send(new UploadPartCommand({ ...at, UploadId, PartNumber, Body }));
    Parts[index] = { PartNumber, ETag };
  };
  await Promise.all([send(atFirst, 3), send(atFirst, 0)]);
  const interrupted = send(atFirst, 1).catch((error: unknown) => error);
  first.kill("SIGKILL");
  await first.ended();
  await interrupted;
  const second = await startTestProxy(behind, { words });
  await Promise.all([send(clientOf(second), 1), send(client, 2)]);
  await client.send(new CompleteMultipartUploadCommand({ ...at, UploadId, MultipartUpload: { Parts } }));
  await second.close();
  const got = await client.send(new GetObjectCommand(at));
  expect(Buffer.concat(bodies).equals(Buffer.from((await got.Body?.transformToByteArray()) ?? []))).toBe(
    true,
  );
  expect(await client.send(new HeadObjectCommand(at))).toMatchObject({ ContentLength: 16 * MIB + 1000 });
});

test("What the proxy stored is decrypted without it, from its body and metadata", async () => {
  const content = randomBytes(100_000);
  await client.send(new PutObjectCommand({ Bucket, Key: "a/ü b", Body: content }));
  const stored = await clientOf(behind).send(new GetObjectCommand({ Bucket, Key: "a/ü b" }));
  const [sealed, opened] = [path.join(folder, "sealed"), path.join(folder, "opened")];
  await writeFile(sealed, (await stored.Body?.transformToByteArray()) ?? "");
  const ring = words.at(-1) ?? "";
  const meta = stored.Metadata?.["s3kit-enc"] ?? "";
  const line = ["decrypt", "--ring", ring, "--name", `${Bucket}/a/ü b`, "--meta", meta, sealed, opened];
  await execa(process.execPath, [PROGRAM, ...line], { env: { HOME: folder } });
  expect(content.equals(await readFile(opened))).toBe(true);
});

test("A proxy with a ring that does not open what is stored does not start", async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: "canary", Body: "content" }));
  const others = await encryptingWords(Bucket);
  await expect(startTestProxy(behind, { words: others })).rejects.toThrow(
    /The key ring does not open what the store holds/,
  );
});

test("A ring may get a new primary key while the proxy runs: what is stored stays readable", async () => {
  await client.send(new PutObjectCommand({ Bucket, Key: "before", Body: "before" }));
  const ring = words.at(-1) ?? "";
  await execa(process.execPath, [PROGRAM, "key", "generate", "--ring", ring, "--id", "second"], {
    env: { HOME: folder },
  });
  await execa(process.execPath, [PROGRAM, "key", "primary", "--ring", ring, "second"], {
    env: { HOME: folder },
  });
  proxy.kill("SIGHUP");
  const atStore = clientOf(behind);
  await expect
    .poll(async () => {
      await client.send(new PutObjectCommand({ Bucket, Key: "after", Body: "after" }));
      const { Metadata } = await atStore.send(new HeadObjectCommand({ Bucket, Key: "after" }));
      return Metadata?.["s3kit-enc"];
    })
    .toContain("k=second;");
  for (const Key of ["before", "after"]) {
    const got = await client.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(Key);
  }
});

test("Encryption is among the hooks that a proxy lists, by the names that they had", async () => {
  const config = path.join(folder, "proxy.json");
  await writeFile(config, JSON.stringify({ encryption: { mode: "required" } }));
  const line = ["proxy", "hooks", "list", "--config", config, "--json"];
  const { stdout } = await execa(process.execPath, [PROGRAM, ...line], { env: { HOME: folder } });
  const names = stdout.split("\n").map((text) => (JSON.parse(text) as { readonly name?: string }).name);
  expect(names).toEqual(["hook_encrypt_data", "hook_decrypt_data", undefined]);
});
