import { connect } from "node:net";
import { text } from "node:stream/consumers";
import { readdir } from "node:fs/promises";
import { expect, test } from "vitest";
import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { clientFor, element, elements, KEY, runningStore } from "../running-store.js";

const TRAVERSALS = [
  "/bucket/a/../b",
  "/bucket/../other/b",
  "/bucket/%2e%2e/other/%2e/b",
  "/bucket/..%2F..%2Fother%2Fb",
  "/bucket//b",
  "/bucket//../../../../../../tmp/s3kit-escaped",
];

test("no key reaches another object, another bucket, or a file outside", async () => {
  await using store = await runningStore();
  await store.createBucket();
  await store.createBucket("other");
  await store.send({ method: "PUT", target: "/bucket/b", body: "kept" });
  await store.send({ method: "PUT", target: "/other/b", body: "kept" });
  for (const target of TRAVERSALS) {
    expect([target, (await store.send({ method: "PUT", target, body: target })).status]).toEqual([
      target,
      200,
    ]);
  }
  for (const target of TRAVERSALS) {
    expect((await store.send({ method: "GET", target })).text).toBe(target);
  }
  expect((await store.send({ method: "GET", target: "/bucket/b" })).text).toBe("kept");
  expect((await store.send({ method: "GET", target: "/other/b" })).text).toBe("kept");
  const other = await store.send({ method: "GET", target: "/other?list-type=2" });
  expect(elements(other.text, "Key")).toEqual(["b"]);
  expect(await readdir("/tmp")).not.toContain("s3kit-escaped");
});

test("a key may be 1024 bytes in one segment, and not one more", async () => {
  await using store = await runningStore();
  await store.createBucket();
  const longest = "k".repeat(1024);
  expect((await store.send({ method: "PUT", target: `/bucket/${longest}`, body: "x" })).status).toBe(200);
  expect((await store.send({ method: "GET", target: `/bucket/${longest}` })).text).toBe("x");
  const longer = await store.send({ method: "PUT", target: `/bucket/${longest}k`, body: "x" });
  expect([longer.status, element(longer.text, "Code")]).toEqual([400, "KeyTooLongError"]);
});

test.each([
  ["DELETE", "/bucket?replication"],
  ["DELETE", "/bucket?inventory&id=1"],
  ["PUT", "/bucket?logging"],
  ["GET", "/bucket?notification"],
  ["PUT", "/bucket/kept?torrent"],
  ["DELETE", "/bucket/kept?made-up"],
  ["POST", "/bucket/kept?select&select-type=2"],
  ["POST", "/bucket/kept?restore"],
  ["PATCH", "/bucket/kept"],
])("%s %s is not implemented, and does nothing", async (method, target) => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/kept", body: "kept" });
  const answer = await store.send({ method, target, body: "<a/>" });
  expect([answer.status, element(answer.text, "Code")]).toEqual([501, "NotImplemented"]);
  expect((await store.send({ method: "GET", target: "/bucket/kept" })).text).toBe("kept");
});

test("a wrong secret is refused, whatever the operation", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const client = clientFor(store.endpoint, { credentials: { ...KEY, secretAccessKey: "wrong" } });
  for (const command of [
    new PutObjectCommand({ Bucket, Key: "a", Body: "x" }),
    new DeleteObjectCommand({ Bucket, Key: "a" }),
    new ListObjectsV2Command({ Bucket }),
  ]) {
    await expect(client.send(command as PutObjectCommand)).rejects.toMatchObject({
      name: "SignatureDoesNotMatch",
    });
  }
  client.destroy();
});

test("an upload that is cut off leaves the old object and no file", async () => {
  await using store = await runningStore();
  await store.createBucket();
  await store.send({ method: "PUT", target: "/bucket/a", body: "old" });
  const host = `127.0.0.1:${store.port.toString()}`;
  const input = {
    method: "PUT",
    rawPath: "/bucket/a",
    query: "",
    headers: { host, "content-length": "1000000" },
    payloadHash: "UNSIGNED-PAYLOAD",
  };
  const headers = signRequest(input, KEY, "us-east-1", "s3", new Date());
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const socket = connect(store.port, "127.0.0.1");
  socket.write(`PUT /bucket/a HTTP/1.1\r\n${head.join("")}\r\n`);
  socket.write(Buffer.alloc(300_000, "x"));
  await expect.poll(async () => (await store.contentFiles()).length).toBe(1);
  socket.destroy();
  await expect.poll(async () => (await store.contentFiles()).length).toBe(0);
  expect((await store.send({ method: "GET", target: "/bucket/a" })).text).toBe("old");
});

test("a completion that names a part that never came is refused, and the store lives on", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  const { UploadId } = await store.client.send(new CreateMultipartUploadCommand({ Bucket, Key: "a" }));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag: '"0"' }] };
  await expect(
    store.client.send(new CompleteMultipartUploadCommand({ Bucket, Key: "a", UploadId, MultipartUpload })),
  ).rejects.toMatchObject({ name: "InvalidPart" });
  expect((await store.send({ method: "GET", target: "/" })).status).toBe(200);
});

test("many deletes of the same key at once all succeed", async () => {
  await using store = await runningStore();
  const Bucket = await store.createBucket();
  await store.client.send(new PutObjectCommand({ Bucket, Key: "a", Body: "x" }));
  const deletes = Array.from({ length: 20 }, () => store.send({ method: "DELETE", target: "/bucket/a" }));
  expect((await Promise.all(deletes)).map(({ status }) => status)).toEqual(
    Array.from({ length: 20 }, () => 204),
  );
});

test("readers see the old object or the new one, never a mixture", async () => {
  await using store = await runningStore();
  await store.createBucket();
  const contents = [Buffer.alloc(400_000, "a"), Buffer.alloc(500_000, "b")];
  const put = (index: number) =>
    store.send({ method: "PUT", target: "/bucket/a", body: contents[index % 2] ?? "" });
  await put(0);
  const writes = (async () => {
    for (let index = 1; index < 12; index += 1) await put(index);
  })();
  for (let index = 0; index < 24; index += 1) {
    const { text: body } = await store.send({ method: "GET", target: "/bucket/a" });
    expect(contents.some((content) => content.toString() === body)).toBe(true);
  }
  await writes;
});

test("two Host headers are refused", async () => {
  await using store = await runningStore();
  const socket = connect(store.port, "127.0.0.1");
  socket.end("GET / HTTP/1.1\r\nHost: localhost\r\nHost: other\r\n\r\n");
  expect(await text(socket)).toMatch(/^HTTP\/1\.1 400/);
});

test("a name that is not the store's is refused, as DNS rebinding would use it", async () => {
  await using store = await runningStore();
  const answer = await store.send({ method: "GET", target: "/", headers: { host: "evil.example.com" } });
  expect([answer.status, element(answer.text, "Code")]).toEqual([403, "AccessDenied"]);
});
