import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  UploadPartCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { expect, test } from "vitest";
import type { HookContext, HookVerdict } from "../../../../src/lib/proxy/hooks/hook-api.js";
import { hookOn, hookedStore } from "../hooks/hooked-store.js";

const MIB = 1024 * 1024;
const WHOLE = { multipart: "whole" } as const;
const AT = { Bucket: "bucket", Key: "k" };

/** Refuses content that holds the word, wherever it lies. */
async function noEvil(_context: HookContext, content: AsyncIterable<Buffer>): Promise<HookVerdict> {
  let tail = "";
  for await (const chunk of content) {
    const text = tail + chunk.toString("latin1");
    if (text.includes("EVIL")) return { pass: false, reason: "it is evil" };
    tail = text.slice(-3);
  }
  return { pass: true };
}

const CHECK = hookOn("preUploadBeforeCheck", { name: "noEvil" }, noEvil);

async function begin(client: S3Client, headers: object = {}): Promise<string> {
  const { UploadId = "" } = await client.send(new CreateMultipartUploadCommand({ ...AT, ...headers }));
  return UploadId;
}

async function send(client: S3Client, UploadId: string, contents: readonly Buffer[]) {
  const Parts = [];
  for (const [index, Body] of contents.entries()) {
    const PartNumber = index + 1;
    const { ETag } = await client.send(new UploadPartCommand({ ...AT, UploadId, PartNumber, Body }));
    Parts.push({ PartNumber, ETag });
  }
  return { ...AT, UploadId, MultipartUpload: { Parts } };
}

/** A word across the border of two parts. */
function splitWord(): readonly Buffer[] {
  return [Buffer.concat([Buffer.alloc(5 * MIB, "a"), Buffer.from("EV")]), Buffer.from("IL and more")];
}

function etagOf(contents: readonly Buffer[]): string {
  const parts = contents.map((content) => createHash("md5").update(content).digest());
  return `"${createHash("md5").update(Buffer.concat(parts)).digest("hex")}-${contents.length.toString()}"`;
}

async function everything(client: S3Client) {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
  const { Uploads = [] } = await client.send(new ListMultipartUploadsCommand({ Bucket: "bucket" }));
  return [...Contents, ...Uploads].map(({ Key }) => Key);
}

test("what is spread over two parts is found, and nothing of it is left", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const upload = await send(store.client, await begin(store.client), splitWord());
  await expect(store.client.send(new CompleteMultipartUploadCommand(upload))).rejects.toMatchObject({
    name: "AccessDenied",
    message: "Refused by hook noEvil: it is evil",
  });
  expect(await everything(store.client)).toEqual([]);
});

test("an upload that passes is as if it had gone straight to its key", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const contents = [Buffer.alloc(5 * MIB, "a"), Buffer.alloc(6 * MIB, "b"), Buffer.from("end")];
  const described = { ContentType: "text/x-test", Metadata: { who: "me" }, Tagging: "a=1" };
  const upload = await send(store.client, await begin(store.client, described), contents);
  const { ETag } = await store.client.send(new CompleteMultipartUploadCommand(upload));
  expect(ETag).toBe(etagOf(contents));
  expect(await store.client.send(new HeadObjectCommand(AT))).toMatchObject({
    ETag,
    ContentLength: 11 * MIB + 3,
    ContentType: "text/x-test",
    Metadata: { who: "me" },
  });
  const { Body, TagCount } = await store.client.send(new GetObjectCommand(AT));
  expect(Buffer.from((await Body?.transformToByteArray()) ?? []).equals(Buffer.concat(contents))).toBe(true);
  expect(TagCount).toBe(1);
  expect(await everything(store.client)).toEqual(["k"]);
});

test("before its check, an object is not there, and its parts are listed under the client's names", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const UploadId = await begin(store.client);
  await send(store.client, UploadId, splitWord());
  await expect(store.client.send(new HeadObjectCommand(AT))).rejects.toMatchObject({ name: "NotFound" });
  const listed = await store.client.send(new ListPartsCommand({ ...AT, UploadId }));
  expect(listed).toMatchObject({ Key: "k", UploadId, Parts: [{ PartNumber: 1 }, { PartNumber: 2 }] });
});

test("an aborted upload leaves nothing", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const UploadId = await begin(store.client);
  await send(store.client, UploadId, splitWord());
  await store.client.send(new AbortMultipartUploadCommand({ ...AT, UploadId }));
  expect(await everything(store.client)).toEqual([]);
  await expect(send(store.client, UploadId, [Buffer.from("x")])).rejects.toMatchObject({
    name: "NoSuchUpload",
  });
});

test("hooks are told of the object, not of the quarantine", async () => {
  const seen: HookContext[] = [];
  const look = hookOn("preUploadUnsafe", { name: "look" }, (context) => {
    seen.push(context);
    return { pass: true };
  });
  await using store = await hookedStore([look], WHOLE);
  const described = { ContentType: "text/x-test", Metadata: { who: "me" } };
  const upload = await send(store.client, await begin(store.client, described), [Buffer.from("content")]);
  await store.client.send(new CompleteMultipartUploadCommand(upload));
  expect(seen).toHaveLength(1);
  expect(seen[0]).toMatchObject({
    operation: "CompleteMultipartUpload",
    bucket: "bucket",
    key: "k",
    sizeBytes: 7,
    contentType: "text/x-test",
    metadata: { who: "me" },
  });
});

test("what a hook makes of the whole is what is stored", async () => {
  const upper = hookOn("preUploadUnsafe", { name: "upper", blocking: true, pos: 1 }, (_context, content) => ({
    pass: true,
    content: (async function* () {
      for await (const chunk of content) yield Buffer.from(chunk.toString("latin1").toUpperCase());
    })(),
  }));
  await using store = await hookedStore([CHECK, upper], WHOLE);
  const upload = await send(store.client, await begin(store.client), [
    Buffer.alloc(5 * MIB, "a"),
    Buffer.from("bc"),
  ]);
  await store.client.send(new CompleteMultipartUploadCommand(upload));
  const { Body, ContentLength } = await store.client.send(new GetObjectCommand({ ...AT, Range: "bytes=-3" }));
  expect(await Body?.transformToString()).toBe("ABC");
  expect(ContentLength).toBe(3);
});

test("a condition on the key is judged when the upload is released", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const upload = await send(store.client, await begin(store.client), [Buffer.from("late")]);
  await store.put("k", "early");
  await expect(
    store.client.send(new CompleteMultipartUploadCommand({ ...upload, IfNoneMatch: "*" })),
  ).rejects.toMatchObject({ name: "PreconditionFailed" });
  expect((await store.get("k")).text).toBe("early");
});

test("completing goes on where a client that went away left it", async () => {
  let isSlow = true;
  const slow = hookOn("preUploadBeforeCheck", { name: "slow" }, async ({ signal }, content) => {
    for await (const _chunk of content);
    if (isSlow) await delay(60_000, undefined, { signal });
    return { pass: true };
  });
  await using store = await hookedStore([slow], WHOLE);
  const upload = await send(store.client, await begin(store.client), [Buffer.from("content")]);
  await expect(
    store.client.send(new CompleteMultipartUploadCommand(upload), { abortSignal: AbortSignal.timeout(500) }),
  ).rejects.toThrow();
  isSlow = false;
  await store.client.send(new CompleteMultipartUploadCommand(upload));
  expect((await store.get("k")).text).toBe("content");
});

test("a part that the upload has not is refused in the store's words, and the upload goes on", async () => {
  await using store = await hookedStore([CHECK], WHOLE);
  const upload = await send(store.client, await begin(store.client), [Buffer.from("content")]);
  const wrong = { Parts: [{ PartNumber: 7, ETag: '"00000000000000000000000000000000"' }] };
  await expect(
    store.client.send(new CompleteMultipartUploadCommand({ ...upload, MultipartUpload: wrong })),
  ).rejects.toMatchObject({ name: "InvalidPart" });
  await store.client.send(new CompleteMultipartUploadCommand(upload));
  expect((await store.get("k")).text).toBe("content");
});
