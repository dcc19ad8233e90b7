import { SignatureV4 } from "@smithy/signature-v4";
import * as fc from "fast-check";
import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { authenticate } from "../../../../src/lib/wire/auth/authenticate.js";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { uriEncode, uriEncodePath } from "../../../../src/lib/wire/auth/uri-encoding.js";

/** The SDK wants a hash as a class. */
class Sha256 {
  readonly #hash;

  constructor(secret?: string | ArrayBuffer | ArrayBufferView) {
    if (secret === undefined) this.#hash = createHash("sha256");
    else
      this.#hash = createHmac(
        "sha256",
        typeof secret === "string" ? secret : new Uint8Array(bytesOf(secret)),
      );
  }

  update(data: string | ArrayBuffer | ArrayBufferView): void {
    this.#hash.update(typeof data === "string" ? data : new Uint8Array(bytesOf(data)));
  }

  async digest(): Promise<Uint8Array> {
    return Promise.resolve(this.#hash.digest());
  }

  reset(): void {
    throw new Error("The signer makes a new hash each time");
  }
}

function bytesOf(data: ArrayBuffer | ArrayBufferView): ArrayBufferLike {
  return ArrayBuffer.isView(data)
    ? new Uint8Array(data.buffer, data.byteOffset, data.byteLength).slice().buffer
    : data;
}

const CREDENTIALS = {
  accessKeyId: "AKID/with/slashes",
  secretAccessKey: "se/cr+et",
  sessionToken: "to+ken/==",
};
const DATE = new Date("2026-02-03T04:05:06Z");
const secrets = async () => Promise.resolve(CREDENTIALS);

const reference = new SignatureV4({
  credentials: CREDENTIALS,
  region: "eu-west-1",
  service: "s3",
  sha256: Sha256,
  uriEscapePath: false,
  applyChecksum: false,
});

const key = fc.oneof(
  fc.string({ unit: "grapheme", minLength: 1, maxLength: 30 }),
  fc.constantFrom("a//b/../c", "./.", "a+b c%2Fd%", "!'()*~", "é/ü", "🜚", "/lead", "trail/"),
);
const parameters = fc.dictionary(
  fc.oneof(
    fc.constantFrom("prefix", "uploads", "versionId", "a-b", "a", "a!", "X-Amz-Meta"),
    fc.string({ minLength: 1, maxLength: 8 }),
  ),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  { maxKeys: 6 },
);
/** Header values as they go over the wire: latin1, without the spaces at the ends that HTTP takes off. */
const headers = fc.dictionary(
  fc.constantFrom(
    "x-amz-meta-a",
    "x-amz-meta-b",
    "x-amz-acl",
    "content-type",
    "range",
    "if-match",
    "x-custom",
  ),
  fc
    .string({ unit: fc.constantFrom(...' \tabcXYZ019-_.,;:="/+'.split("")), maxLength: 20 })
    .map((value) => value.trim()),
  { maxKeys: 6 },
);
const request = fc.record({
  method: fc.constantFrom("GET", "PUT", "HEAD", "DELETE", "POST"),
  rawPath: key.map((text) => `/bucket/${uriEncodePath(text)}`),
  parameters,
  headers,
});

function encodeQuery(query: Readonly<Record<string, string>>): string {
  return Object.entries(query)
    .map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`)
    .join("&");
}

describe("the reference signer", () => {
  it("signs as signRequest does, and what it signs is let in", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, rawPath, parameters: query, headers: own }) => {
        const sent = { ...own, host: "localhost:9000", "x-amz-content-sha256": "UNSIGNED-PAYLOAD" };
        const signed = await reference.sign(
          { method, protocol: "http:", hostname: "localhost", path: rawPath, query, headers: sent },
          { signingDate: DATE },
        );
        const encoded = encodeQuery(query);
        const input = { method, rawPath, query: encoded, headers: sent, payloadHash: "UNSIGNED-PAYLOAD" };
        const ours = signRequest(input, CREDENTIALS, "eu-west-1", "s3", DATE);
        expect(ours["authorization"]).toBe(signed.headers["authorization"]);
        const rawTarget = encoded === "" ? rawPath : `${rawPath}?${encoded}`;
        const rawHeaders = Object.entries(signed.headers).flat();
        expect(await authenticate({ method, rawTarget, rawHeaders }, secrets, { now: DATE })).toMatchObject({
          caller: { accessKeyId: CREDENTIALS.accessKeyId },
        });
      }),
      { numRuns: 300 },
    );
  });

  it("presigns as presignUrl does, and what it presigns is let in", async () => {
    await fc.assert(
      fc.asyncProperty(request, async ({ method, rawPath, parameters: query }) => {
        const presigned = await reference.presign(
          {
            method,
            protocol: "http:",
            hostname: "localhost",
            path: rawPath,
            query,
            headers: { host: "localhost:9000", "X-Amz-Content-Sha256": "UNSIGNED-PAYLOAD" },
          },
          { signingDate: DATE, expiresIn: 900 },
        );
        const theirs = encodeQuery(presigned.query as Record<string, string>);
        const rawHeaders = ["host", "localhost:9000"];
        const options = { now: new Date(DATE.getTime() + 899_000) };
        const input = {
          method,
          origin: "http://localhost:9000",
          rawPath,
          query: encodeQuery(query),
          expiresInSeconds: 900,
          payloadHash: "UNSIGNED-PAYLOAD",
        };
        const ours = presignUrl(input, CREDENTIALS, "eu-west-1", "s3", DATE);
        expect(new URL(ours).searchParams.get("X-Amz-Signature")).toBe(presigned.query?.["X-Amz-Signature"]);
        for (const rawTarget of [`${rawPath}?${theirs}`, ours.slice("http://localhost:9000".length)]) {
          expect(await authenticate({ method, rawTarget, rawHeaders }, secrets, options)).toMatchObject({
            caller: { scheme: "presigned" },
          });
        }
      }),
      { numRuns: 300 },
    );
  });

  it("signs STS calls without x-amz-content-sha256, which are let in when the body's hash is given", async () => {
    const sts = new SignatureV4({
      credentials: CREDENTIALS,
      region: "eu-west-1",
      service: "sts",
      sha256: Sha256,
      applyChecksum: false,
    });
    const body = "Action=GetCallerIdentity&Version=2011-06-15";
    const headers = { host: "localhost", "content-type": "application/x-www-form-urlencoded" };
    const signed = await sts.sign(
      { method: "POST", protocol: "http:", hostname: "localhost", path: "/", headers, body },
      { signingDate: DATE },
    );
    const call = { method: "POST", rawTarget: "/", rawHeaders: Object.entries(signed.headers).flat() };
    const options = { now: DATE, services: ["sts"] };
    const hashOf = (text: string) => async () =>
      Promise.resolve(createHash("sha256").update(text).digest("hex"));
    expect(await authenticate(call, secrets, { ...options, bodySha256: hashOf(body) })).toMatchObject({
      service: "sts",
      payload: { kind: "hashed" },
    });
    const other = authenticate(call, secrets, { ...options, bodySha256: hashOf("Action=AssumeRole") });
    await expect(other).rejects.toMatchObject({ code: "SignatureDoesNotMatch" });
    await expect(authenticate(call, secrets, options)).rejects.toMatchObject({ code: "InvalidRequest" });
  });

  it("does not vouch for a request that was changed on the way", async () => {
    const signed = signRequest(
      {
        method: "PUT",
        rawPath: "/bucket/a%2Bb",
        query: "partNumber=1&uploadId=u",
        headers: { host: "localhost", "content-type": "a/b", "x-amz-acl": "private" },
        payloadHash: "UNSIGNED-PAYLOAD",
      },
      CREDENTIALS,
      "eu-west-1",
      "s3",
      DATE,
    );
    const target = "/bucket/a%2Bb?partNumber=1&uploadId=u";
    const attempt = (method: string, rawTarget: string, changed: Record<string, string>) =>
      authenticate(
        { method, rawTarget, rawHeaders: Object.entries({ ...signed, ...changed }).flat() },
        secrets,
        {
          now: DATE,
        },
      );
    await expect(attempt("PUT", target, {})).resolves.toBeDefined();
    for (const [method, rawTarget, changed] of [
      ["GET", target, {}],
      ["PUT", target.replace("%2B", "%20"), {}],
      ["PUT", target.replace("/a%2B", "//a%2B"), {}],
      ["PUT", target.replace("partNumber=1", "partNumber=2"), {}],
      ["PUT", `${target}&acl`, {}],
      ["PUT", target, { host: "elsewhere" }],
      ["PUT", target, { "content-type": "a/c" }],
      ["PUT", target, { "x-amz-acl": "public-read" }],
      ["PUT", target, { "x-amz-date": "20260203T040507Z" }],
      ["PUT", target, { "x-amz-content-sha256": "a".repeat(64) }],
    ] as const) {
      await expect(attempt(method, rawTarget, changed)).rejects.toMatchObject({
        code: "SignatureDoesNotMatch",
      });
    }
  });
});
