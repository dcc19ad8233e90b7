import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { digestOf } from "../../../src/lib/wire/checksums/digest.js";
import { createVerifier, storedDigest } from "../../../src/lib/transfer/stored-checksum.js";

const content = Buffer.from("content");
const md5 = createHash("md5").update(content).digest("hex");
const crc32 = digestOf("CRC32", content).toString("base64");

describe("what an object can be verified by", () => {
  test.each([
    ["a checksum of the whole", { "x-amz-checksum-crc32": crc32, etag: `"${md5}"` }, "CRC32"],
    [
      "the cheapest of several",
      { "x-amz-checksum-sha256": "AAAA", "x-amz-checksum-crc64nvme": "AAAA" },
      "CRC64NVME",
    ],
    ["an MD5 ETag", { etag: `"${md5}"` }, "MD5"],
    [
      "an MD5 ETag with the store's own encryption",
      { etag: md5, "x-amz-server-side-encryption": "AES256" },
      "MD5",
    ],
    ["nothing: per-part checksums", { "x-amz-checksum-crc32": `${crc32}-2`, etag: `"${md5}-2"` }, undefined],
    [
      "nothing: a composite one",
      { "x-amz-checksum-sha256": "AAAA", "x-amz-checksum-type": "COMPOSITE" },
      undefined,
    ],
    ["nothing: encrypted under a key", { etag: md5, "x-amz-server-side-encryption": "aws:kms" }, undefined],
    ["nothing: no ETag at all", {}, undefined],
  ])("%s", (_name, headers, algorithm) => {
    expect(storedDigest(headers)?.algorithm).toBe(algorithm);
  });
});

test.each([{ etag: md5 }, { "x-amz-checksum-crc32": crc32 }])(
  "notices a changed byte by %o",
  (headers: Record<string, string>) => {
    const right = createVerifier(storedDigest(headers));
    right.update(content.subarray(0, 3));
    right.update(content.subarray(3));
    expect(() => right.finish("x")).not.toThrow();
    const wrong = createVerifier(storedDigest(headers));
    wrong.update(Buffer.from("Content"));
    expect(() => wrong.finish("x")).toThrow(expect.objectContaining({ exitCode: 11 }));
  },
);
