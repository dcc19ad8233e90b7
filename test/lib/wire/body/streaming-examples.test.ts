import { describe, expect, it } from "vitest";
import { authenticate } from "../../../../src/lib/wire/auth/authenticate.js";
import { EXAMPLE_TIME, exampleSecrets } from "../auth/example-credentials.js";
import { readBody } from "./read-body.js";

/** The upload of the S3 API Reference: 65 KiB of "a" in chunks of 64 KiB, signed on 24 May 2013. */
async function upload(more: Record<string, string>, signature: string, frames: readonly string[]) {
  const headers: Record<string, string> = {
    host: "s3.amazonaws.com",
    "x-amz-date": "20130524T000000Z",
    "x-amz-storage-class": "REDUCED_REDUNDANCY",
    "content-encoding": "aws-chunked",
    "x-amz-decoded-content-length": "66560",
    ...more,
  };
  const signedHeaders = Object.keys(headers).sort().join(";");
  headers["authorization"] =
    `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`;
  const authentication = await authenticate(
    {
      method: "PUT",
      rawTarget: "/examplebucket/chunkObject.txt",
      rawHeaders: Object.entries(headers).flat(),
    },
    exampleSecrets,
    { now: EXAMPLE_TIME },
  );
  return readBody(frames, authentication, headers);
}

const FIRST_CHUNK = "a".repeat(65_536);
const SECOND_CHUNK = "a".repeat(1024);

describe("the chunked upload example of the S3 API Reference", () => {
  const headers = {
    "content-length": "66824",
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
  };
  const signature = "4f232c4386841ef735655705268965c44a0e4690baa4adea153f7db9fa80a0a9";
  const frames = (last: string) => [
    "10000;chunk-signature=ad80c730a21e5b8d04586a2213dd63b9a0e99e0e2307b0ade35a65485a288648\r\n",
    `${FIRST_CHUNK}\r\n`,
    "400;chunk-signature=0055627c9e194cb4542bae2aa5492e3c1575bbb81b612b7d234b86a503ef5497\r\n",
    `${SECOND_CHUNK}\r\n`,
    `0;chunk-signature=${last}\r\n\r\n`,
  ];

  it("is let in and unframed", async () => {
    const last = "b6c6ea8a5354eaf15b3cb7646744f4275b71ea724fed81ceb9323e279d449df9";
    const { content, sizeBytes } = await upload(headers, signature, frames(last));
    expect(sizeBytes).toBe(66_560);
    expect(content.equals(Buffer.alloc(66_560, "a"))).toBe(true);
  });

  it("is refused when the last chunk's signature is another's", async () => {
    await expect(upload(headers, signature, frames("b".repeat(64)))).rejects.toMatchObject({
      code: "SignatureDoesNotMatch",
    });
  });
});

describe("the trailing header example of the S3 API Reference", () => {
  const headers = {
    "x-amz-content-sha256": "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "x-amz-trailer": "x-amz-checksum-crc32c",
  };
  const signature = "106e2a8a18243abcf37539882f36619c00e2dfc72633413f02d3b74544bfeb8e";
  const trailerSignature = "d81f82fc3505edab99d459891051a732e8730629a2e4a59689829ca17fe2e435";
  const frames = (...trailers: string[]) => [
    "10000;chunk-signature=b474d8862b1487a5145d686f57f013e54db672cee1c953b3010fb58501ef5aa2\r\n",
    `${FIRST_CHUNK}\r\n`,
    "400;chunk-signature=1c1344b170168f8e65b41376b44b20fe354e373826ccbbe2c1d40a8cae51e5c7\r\n",
    `${SECOND_CHUNK}\r\n`,
    "0;chunk-signature=2ca2aba2005185cf7159c6277faf83795951dd77a3a99e6e65d5c9f85863f992\r\n",
    ...trailers,
    "\r\n",
  ];

  it("is let in, with its checksum", async () => {
    const trailers = [
      "x-amz-checksum-crc32c:sOO8/Q==\r\n",
      `x-amz-trailer-signature:${trailerSignature}\r\n`,
    ];
    const body = await upload(headers, signature, frames(...trailers));
    expect(body.content.length).toBe(66_560);
    expect(body.declaredChecksum).toBe("CRC32C");
    expect(body.digests.get("CRC32C")?.toString("base64")).toBe("sOO8/Q==");
  });

  it("is let in with the line ends that the page prints and minio-go sends", async () => {
    const trailers = [
      "x-amz-checksum-crc32c:sOO8/Q==\n\r\n",
      `x-amz-trailer-signature:${trailerSignature}\r\n`,
    ];
    expect((await upload(headers, signature, frames(...trailers))).content.length).toBe(66_560);
  });

  it.each([
    ["without the trailer's signature", ["x-amz-checksum-crc32c:sOO8/Q==\r\n"], "SignatureDoesNotMatch"],
    [
      "with another checksum",
      ["x-amz-checksum-crc32c:sOO8/A==\r\n", `x-amz-trailer-signature:${trailerSignature}\r\n`],
      "SignatureDoesNotMatch",
    ],
    ["without the trailer", [], "MalformedTrailerError"],
  ])("is refused %s", async (_, trailers, code) => {
    await expect(upload(headers, signature, frames(...trailers))).rejects.toMatchObject({ code });
  });
});
