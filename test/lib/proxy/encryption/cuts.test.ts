import { randomBytes } from "node:crypto";
import { connect } from "node:net";
import { Readable, Transform, pipeline, type TransformCallback } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import {
  CreateMultipartUploadCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { ciphertextSize, sealedSize } from "../../../../src/lib/crypto/sizes.js";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import type { Stage } from "../../../../src/lib/wire/exchange.js";
import { CLIENT_KEY } from "../running-proxy.js";
import { encryptedStore, encryptingProxy } from "./encrypting-proxy.js";
import { readRaw, uploadInParts } from "./reading-raw.js";

const MIB = 1024 * 1024;
const Bucket = "bucket";
const CHUNK = 16_400;

/** Lets so many bytes through, and then breaks. */
class Breaking extends Transform {
  #leftBytes: number;

  constructor(bytes: number) {
    super();
    this.#leftBytes = bytes;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const kept = piece.subarray(0, this.#leftBytes);
    this.#leftBytes -= kept.length;
    if (kept.length > 0) this.push(kept);
    if (kept.length < piece.length)
      setImmediate(() => this.destroy(Object.assign(new Error("broken off"), { code: "ECONNRESET" })));
    else done();
  }
}

describe("an answer of the store that breaks off", () => {
  const content = randomBytes(60 * 16_384 + 7);
  const parts = [randomBytes(5 * MIB), randomBytes(5 * MIB), randomBytes(99)];
  const trailerAt = sealedSize(content.length);

  /** Breaks the answers that hold the object, not those with its end. */
  const breaking =
    (bytes: number): Stage =>
    (next) =>
    async (request) => {
      const answer = await next(request);
      const isTail = Number(answer.headers["content-length"]) < MIB / 2;
      if (request.operation !== "GetObject" || !(answer.body instanceof Readable) || isTail) return answer;
      const body = new Breaking(bytes);
      pipeline(answer.body, body, () => undefined);
      return { ...answer, body };
    };

  test.each([
    ["in the header", 20],
    ["behind the header", 56],
    ["in a chunk", 56 + 10 * CHUNK + 5],
    ["before a tag", 56 + 11 * CHUNK - 16],
    ["between chunks", 56 + 20 * CHUNK],
    ["before the last chunk", 56 + 60 * CHUNK],
    ["before the trailer", trailerAt],
    ["in the trailer", ciphertextSize(content.length) - 100],
    ["before the last byte", ciphertextSize(content.length) - 1],
  ])("%s is never taken for its end", async (_where, bytes) => {
    await using proxy = await encryptedStore();
    await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: content }));
    await using cut = await proxy.another({ between: breaking(bytes) });
    const got = await readRaw(cut.endpoint, "k");
    expect(got.status === 200 && got.isWhole).toBe(false);
    if (got.status === 200) {
      expect(got.bytes.length).toBeLessThan(content.length);
      expect(content.subarray(0, got.bytes.length).equals(got.bytes)).toBe(true);
    }
  });

  test.each([sealedSize(5 * MIB), sealedSize(5 * MIB) + 10, 2 * sealedSize(5 * MIB) + 60])(
    "after %i bytes of several parts is never taken for its end",
    async (bytes) => {
      await using proxy = await encryptedStore();
      await uploadInParts(proxy.client, "k", parts);
      await using cut = await proxy.another({ between: breaking(bytes) });
      const got = await readRaw(cut.endpoint, "k");
      expect(got.status === 200 && got.isWhole).toBe(false);
      if (got.status === 200)
        expect(Buffer.concat(parts).subarray(0, got.bytes.length).equals(got.bytes)).toBe(true);
    },
  );
});

describe("a client that goes away", () => {
  const sizeBytes = 9 * MIB;

  /** Send a request's head and so many bytes of its body, and cut the connection. */
  async function sendAndCut(endpoint: string, rawPath: string, query: string, bytes: number): Promise<void> {
    const url = presignUrl(
      { method: "PUT", origin: endpoint, rawPath, query, expiresInSeconds: 60 },
      CLIENT_KEY,
      "us-east-1",
      "s3",
      new Date(),
    );
    const { host, hostname, port, pathname, search } = new URL(url);
    const socket = connect(Number(port), hostname);
    const head = `PUT ${pathname}${search} HTTP/1.1\r\nhost: ${host}\r\ncontent-length: ${sizeBytes.toString()}\r\n\r\n`;
    socket.write(head);
    await new Promise<void>((resolve) => {
      socket.write(randomBytes(bytes), () => resolve());
    });
    await delay(50);
    socket.destroy();
  }

  test.each([0, 1, 16_384, 100_000, 5 * MIB, sizeBytes - 1])(
    "after %i bytes of an object leaves what was there",
    async (bytes) => {
      await using proxy = await encryptedStore();
      await proxy.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "before" }));
      await sendAndCut(proxy.endpoint, "/bucket/k", "", bytes);
      await sendAndCut(proxy.endpoint, "/bucket/new", "", bytes);
      await delay(100);
      expect((await readRaw(proxy.endpoint, "k")).bytes.toString()).toBe("before");
      const { Contents } = await proxy.store.client.send(new ListObjectsV2Command({ Bucket }));
      expect(Contents?.map(({ Key }) => Key)).toEqual(["k"]);
    },
  );

  test.each([1, 5 * MIB, sizeBytes - 1])("after %i bytes of a part leaves no part", async (bytes) => {
    await using proxy = await encryptedStore();
    const at = { Bucket, Key: "k" };
    const { UploadId = "" } = await proxy.client.send(new CreateMultipartUploadCommand(at));
    const query = `partNumber=1&uploadId=${encodeURIComponent(UploadId)}`;
    await sendAndCut(proxy.endpoint, "/bucket/k", query, bytes);
    await delay(100);
    const { Parts } = await proxy.client.send(new ListPartsCommand({ ...at, UploadId }));
    expect(Parts).toBeUndefined();
  });
});

test("A store that goes away during an upload is told to the client, who may try again", async () => {
  await using proxy = await encryptedStore();
  let isAway = true;
  const away: Stage = (next) => async (request) => {
    if (request.operation !== "PutObject" || !isAway) return next(request);
    const openBody: typeof request.openBody = (digests) => {
      const body = request.openBody(digests);
      const stream = new Breaking(3 * MIB);
      pipeline(body.stream, stream, () => undefined);
      return { ...body, stream };
    };
    return next({ ...request, openBody });
  };
  await using cut = await encryptingProxy(proxy.store.endpoint, { between: away });
  const put = new PutObjectCommand({ Bucket, Key: "k", Body: randomBytes(9 * MIB) });
  await expect(cut.client.send(put)).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
  const { KeyCount } = await proxy.store.client.send(new ListObjectsV2Command({ Bucket }));
  expect(KeyCount).toBe(0);
  isAway = false;
  await cut.client.send(new PutObjectCommand({ Bucket, Key: "k", Body: "whole" }));
  expect((await readRaw(proxy.endpoint, "k")).bytes.toString()).toBe("whole");
});
