import { randomBytes } from "node:crypto";
import {
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { ciphertextSize } from "../../../../src/lib/crypto/sizes.js";
import { encryptedStore } from "./encrypting-proxy.js";

const MIB = 1024 * 1024;

describe("objects", () => {
  test.each([0, 1, 16_383, 16_384, 16_385, 100_000, 5 * MIB, 9 * MIB + 5])(
    "%i bytes come back as they were, and rest encrypted",
    async (sizeBytes) => {
      await using proxy = await encryptedStore();
      const Body = randomBytes(sizeBytes);
      const object = { Bucket: "bucket", Key: "a/ü b" };
      const put = await proxy.client.send(
        new PutObjectCommand({ ...object, Body, ContentType: "image/x-test", Metadata: { who: "me" } }),
      );
      const got = await proxy.client.send(new GetObjectCommand(object));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? [])).toEqual(Body);
      expect(got).toMatchObject({
        ContentType: "image/x-test",
        Metadata: { who: "me" },
        ContentLength: sizeBytes,
        ETag: put.ETag,
      });
      const head = await proxy.client.send(new HeadObjectCommand(object));
      expect(head).toMatchObject({ ContentLength: sizeBytes, ETag: put.ETag, Metadata: { who: "me" } });
      const listed = await proxy.client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
      expect(listed.Contents).toMatchObject([{ Key: object.Key, Size: sizeBytes, ETag: put.ETag }]);
      const stored = await proxy.store.client.send(new GetObjectCommand(object));
      expect(stored.ContentLength).toBe(ciphertextSize(sizeBytes));
      const bytes = Buffer.from((await stored.Body?.transformToByteArray()) ?? []);
      if (sizeBytes > 16) expect(bytes.includes(Body.subarray(0, 16))).toBe(false);
      expect(Object.keys(stored.Metadata ?? {}).sort()).toEqual(["s3kit-enc", "who"]);
    },
  );

  test("every kind of range gives the bytes that it would of the plaintext", async () => {
    await using proxy = await encryptedStore();
    const Body = randomBytes(70_000);
    const object = { Bucket: "bucket", Key: "k" };
    await proxy.client.send(new PutObjectCommand({ ...object, Body }));
    for (const [Range, start, end] of [
      ["bytes=0-0", 0, 1],
      ["bytes=16383-16384", 16_383, 16_385],
      ["bytes=5-", 5, 70_000],
      ["bytes=-1", 69_999, 70_000],
      ["bytes=-999999", 0, 70_000],
      ["bytes=60000-999999", 60_000, 70_000],
    ] as const) {
      proxy.asked.length = 0;
      const got = await proxy.client.send(new GetObjectCommand({ ...object, Range }));
      expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []), Range).toEqual(
        Body.subarray(start, end),
      );
      expect(got.ContentRange, Range).toBe(`bytes ${start.toString()}-${(end - 1).toString()}/70000`);
      expect(
        proxy.asked.map(({ operation }) => operation),
        Range,
      ).toEqual(["GetObject"]);
    }
    await expect(
      proxy.client.send(new GetObjectCommand({ ...object, Range: "bytes=70000-" })),
    ).rejects.toMatchObject({
      name: "InvalidRange",
    });
  });
});
