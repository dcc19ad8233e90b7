import { describe, expect, it } from "vitest";
import { authenticate } from "../../../../src/lib/wire/auth/authenticate.js";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { EXAMPLE_CREDENTIALS, EXAMPLE_TIME, exampleSecrets } from "./example-credentials.js";

const EMPTY_SHA256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
const HOST = "examplebucket.s3.amazonaws.com";

/** S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in a Single Chunk", examples. */
const EXAMPLES = [
  {
    name: "GET object with a range",
    method: "GET",
    rawPath: "/test.txt",
    query: "",
    headers: { host: HOST, range: "bytes=0-9" },
    payloadHash: EMPTY_SHA256,
    signedHeaders: "host;range;x-amz-content-sha256;x-amz-date",
    signature: "f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41",
  },
  {
    name: "PUT object",
    method: "PUT",
    rawPath: "/test%24file.text",
    query: "",
    headers: {
      host: HOST,
      date: "Fri, 24 May 2013 00:00:00 GMT",
      "x-amz-storage-class": "REDUCED_REDUNDANCY",
    },
    payloadHash: "44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072",
    signedHeaders: "date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class",
    signature: "98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd",
  },
  {
    name: "GET bucket lifecycle",
    method: "GET",
    rawPath: "/",
    query: "lifecycle",
    headers: { host: HOST },
    payloadHash: EMPTY_SHA256,
    signedHeaders: "host;x-amz-content-sha256;x-amz-date",
    signature: "fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543",
  },
  {
    name: "list objects",
    method: "GET",
    rawPath: "/",
    query: "max-keys=2&prefix=J",
    headers: { host: HOST },
    payloadHash: EMPTY_SHA256,
    signedHeaders: "host;x-amz-content-sha256;x-amz-date",
    signature: "34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7",
  },
] as const;

describe("the SigV4 examples of the S3 API Reference", () => {
  it.each(EXAMPLES)("are signed alike: $name", ({ signedHeaders, signature, ...input }) => {
    const signed = signRequest(input, EXAMPLE_CREDENTIALS, "us-east-1", "s3", EXAMPLE_TIME);
    expect(signed["authorization"]).toBe(
      `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request, SignedHeaders=${signedHeaders}, Signature=${signature}`,
    );
  });

  it.each(EXAMPLES)("are let in: $name", async (example) => {
    const { method, rawPath, query, headers, payloadHash, signedHeaders, signature } = example;
    const rawHeaders = Object.entries({
      ...headers,
      "x-amz-date": "20130524T000000Z",
      "x-amz-content-sha256": payloadHash,
      authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${signedHeaders},Signature=${signature}`,
    }).flat();
    const rawTarget = query === "" ? rawPath : `${rawPath}?${query}`;
    const result = await authenticate({ method, rawTarget, rawHeaders }, exampleSecrets, {
      now: EXAMPLE_TIME,
    });
    expect(result).toMatchObject({
      caller: { kind: "signed", accessKeyId: "AKIAIOSFODNN7EXAMPLE", scheme: "header" },
      service: "s3",
      region: "us-east-1",
      payload: { kind: "hashed", sha256: payloadHash },
    });
  });
});

describe("the presigned URL example of the S3 API Reference", () => {
  const url =
    "https://examplebucket.s3.amazonaws.com/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404";

  it("is made alike", () => {
    const input = {
      method: "GET",
      origin: `https://${HOST}`,
      rawPath: "/test.txt",
      expiresInSeconds: 86_400,
    };
    expect(presignUrl(input, EXAMPLE_CREDENTIALS, "us-east-1", "s3", EXAMPLE_TIME)).toBe(url);
  });

  it("is let in until it expires", async () => {
    const request = {
      method: "GET",
      rawTarget: url.slice(url.indexOf("/test.txt")),
      rawHeaders: ["Host", HOST],
    };
    const at = (iso: string) => authenticate(request, exampleSecrets, { now: new Date(iso) });
    expect(await at("2013-05-24T23:59:59Z")).toMatchObject({
      caller: { kind: "signed", scheme: "presigned" },
      payload: { kind: "unsigned" },
    });
    await expect(at("2013-05-25T00:00:01Z")).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Request has expired",
    });
  });
});
