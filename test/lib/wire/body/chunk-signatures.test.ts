import { describe, expect, it } from "vitest";
import { deriveSigningKey } from "../../../../src/lib/wire/auth/signing-key.js";
import { digestOf } from "../../../../src/lib/wire/checksums/digest.js";
import { frame, frameSigned } from "./frame-body.js";
import { authenticated, readBody } from "./read-body.js";

const PIECES = ["first", "other", "third"].map((text) => Buffer.from(text));
const HEADERS = { "x-amz-decoded-content-length": "15" };
const signing = {
  signingKey: deriveSigningKey("secret", { day: "20260203", region: "us-east-1", service: "s3" }),
  amzDate: "20260203T000000Z",
  scope: "20260203/us-east-1/s3/aws4_request",
  seedSignature: "5eed",
};

const read = (body: Buffer, headers: Record<string, string> = HEADERS, chunkSigning = signing) => {
  const trailer = "x-amz-trailer" in headers;
  const payload = { kind: "chunked", signedChunks: true, trailer } as const;
  return readBody([body], authenticated(payload, { chunkSigning }), headers);
};

/** The frames of a signed body, the last one with what follows it. */
function framesOf(body: Buffer): string[] {
  return body.toString("latin1").split(/(?=5;chunk|0;chunk)/);
}

const joined = (frames: readonly (string | undefined)[]) => Buffer.from(frames.join(""), "latin1");

describe("a body in signed chunks", () => {
  const body = frameSigned(PIECES, signing);

  it("is read when every signature follows from the one before it", async () => {
    expect((await read(body)).content.toString()).toBe("firstotherthird");
  });

  it.each<[string, (frames: string[]) => (string | undefined)[], string]>([
    ["two chunks change places", ([a, b, c, end]) => [b, a, c, end], "SignatureDoesNotMatch"],
    ["a chunk is missing", ([a, , c, end]) => [a, c, end], "SignatureDoesNotMatch"],
    ["a chunk comes twice", ([a, b, , end]) => [a, b, b, end], "SignatureDoesNotMatch"],
    ["the last chunk comes early", ([a, b, , end]) => [a, b, end], "SignatureDoesNotMatch"],
    ["the last chunk is missing", ([a, b, c]) => [a, b, c], "IncompleteBody"],
    [
      "the content is another's",
      ([a, b, c, end]) => [a, b?.replace("other", "OTHER"), c, end],
      "SignatureDoesNotMatch",
    ],
    [
      "a signature is missing",
      ([a, b, c, end]) => [a, b?.replace(/;[^\r]*/, ""), c, end],
      "SignatureDoesNotMatch",
    ],
  ])("is refused when %s", async (_, spoil, code) => {
    await expect(read(joined(spoil(framesOf(body))))).rejects.toMatchObject({ code });
  });

  it("is refused when nothing in it is signed", async () => {
    await expect(read(frame(PIECES))).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });

  it.each([
    ["request", { ...signing, seedSignature: "other" }],
    ["time", { ...signing, amzDate: "20260203T000001Z" }],
    ["region", { ...signing, scope: "20260203/eu-west-1/s3/aws4_request" }],
    [
      "key",
      {
        ...signing,
        signingKey: deriveSigningKey("other", { day: "20260203", region: "us-east-1", service: "s3" }),
      },
    ],
  ])("is refused when it was signed for another %s", async (_, other) => {
    await expect(read(body, HEADERS, other)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });

  it("is refused with a trailer where none may be", async () => {
    const withTrailer = frameSigned(PIECES, signing, { "x-amz-checksum-crc32": "AAAAAA==" });
    await expect(read(withTrailer)).rejects.toMatchObject({ code: "MalformedTrailerError" });
  });

  it("is refused when its trailer was signed by another", async () => {
    const checksum = digestOf("CRC32", Buffer.concat(PIECES)).toString("base64");
    const headers = { ...HEADERS, "x-amz-trailer": "x-amz-checksum-crc32" };
    const good = frameSigned(PIECES, signing, { "x-amz-checksum-crc32": checksum });
    expect((await read(good, headers)).declaredChecksum).toBe("CRC32");
    const text = good.toString("latin1").replace(/(trailer-signature:).{4}/, "$10000");
    await expect(read(joined([text]), headers)).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
  });
});
