import { describe, expect, it } from "vitest";
import { authenticate } from "../../../../src/lib/wire/auth/authenticate.js";
import type { AuthenticateOptions } from "../../../../src/lib/wire/auth/authentication.js";
import type { Credentials, SecretLookup } from "../../../../src/lib/wire/auth/credentials.js";
import { presignUrl } from "../../../../src/lib/wire/auth/presign-url.js";
import { signRequest } from "../../../../src/lib/wire/auth/sign-request.js";
import { EXAMPLE_CREDENTIALS, exampleSecrets } from "./example-credentials.js";

const NOW = new Date("2026-02-03T04:05:06Z");
const MINUTE_MS = 60_000;
const later = (ms: number) => new Date(NOW.getTime() + ms);

interface Attempt {
  readonly method?: string;
  readonly target?: string;
  /** Headers to sign. */
  readonly headers?: Record<string, string>;
  /** Headers put in afterwards; undefined takes one away. */
  readonly changed?: Record<string, string | undefined>;
  readonly payloadHash?: string;
  readonly credentials?: Credentials;
  readonly service?: string;
  readonly secrets?: SecretLookup;
  readonly options?: Partial<AuthenticateOptions>;
}

/** Sign a request by its header, spoil it, and send it. */
async function attempt(how: Attempt = {}) {
  const { method = "PUT", target = "/bucket/key", payloadHash = "UNSIGNED-PAYLOAD" } = how;
  const [rawPath = "", query = ""] = target.split("?");
  const input = { method, rawPath, query, headers: { host: "localhost", ...how.headers }, payloadHash };
  const credentials = how.credentials ?? EXAMPLE_CREDENTIALS;
  const signed = signRequest(input, credentials, "us-east-1", how.service ?? "s3", NOW);
  const sent = Object.entries({ ...signed, ...how.changed }).filter(([, value]) => value !== undefined);
  const request = { method, rawTarget: target, rawHeaders: sent.flat() as string[] };
  return authenticate(request, how.secrets ?? exampleSecrets, { now: NOW, ...how.options });
}

const AUTHORIZATION =
  "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260203/us-east-1/s3/aws4_request, SignedHeaders=host;x-amz-content-sha256;x-amz-date, Signature=0000";

describe("a request without a signature", () => {
  it("is anonymous", async () => {
    const request = {
      method: "GET",
      rawTarget: "/bucket/key?versionId=1",
      rawHeaders: ["Host", "localhost"],
    };
    expect(await authenticate(request, exampleSecrets, { now: NOW })).toEqual({
      caller: { kind: "anonymous" },
      payload: { kind: "unsigned" },
      hoistedHeaders: {},
    });
  });

  it("is anonymous too when its Authorization is empty", async () => {
    const request = { method: "GET", rawTarget: "/b", rawHeaders: ["authorization", ""] };
    expect(await authenticate(request, exampleSecrets, { now: NOW })).toMatchObject({
      caller: { kind: "anonymous" },
    });
  });

  it("may frame its body, but cannot sign the frames", async () => {
    const send = (contentSha256: string) =>
      authenticate(
        { method: "PUT", rawTarget: "/b/k", rawHeaders: ["x-amz-content-sha256", contentSha256] },
        exampleSecrets,
        { now: NOW },
      );
    expect(await send("STREAMING-UNSIGNED-PAYLOAD-TRAILER")).toMatchObject({
      payload: { kind: "chunked", signedChunks: false, trailer: true },
    });
    await expect(send("STREAMING-AWS4-HMAC-SHA256-PAYLOAD")).rejects.toMatchObject({
      code: "InvalidArgument",
    });
  });
});

describe("an Authorization header", () => {
  it.each<[string, Attempt, object]>([
    ["15 minutes early", { options: { now: later(15 * MINUTE_MS) } }, { caller: { kind: "signed" } }],
    ["15 minutes late", { options: { now: later(-15 * MINUTE_MS) } }, { caller: { kind: "signed" } }],
    [
      "of another service that is asked for",
      { service: "sts", options: { services: ["sts"] } },
      { service: "sts" },
    ],
    ["of the region that is asked for", { options: { region: "us-east-1" } }, { region: "us-east-1" }],
    ["over a folded header value", { headers: { "x-amz-meta-a": "a   b" } }, { caller: { kind: "signed" } }],
    [
      "over UTF-8 in a header value",
      { headers: { "x-amz-meta-a": Buffer.from("é\u00a0ü").toString("latin1") } },
      {},
    ],
    [
      "over two headers of a name",
      { headers: { "x-amz-meta-a": "1,2" }, changed: { "x-amz-meta-a": "1", "X-Amz-Meta-A": "2" } },
      { caller: { kind: "signed" } },
    ],
    ["over a path that is left unencoded", { target: "/bucket/a(b)!" }, { caller: { kind: "signed" } }],
    ["over an encoded slash", { target: "/bucket/a%2Fb" }, { caller: { kind: "signed" } }],
    [
      "over dot segments and doubled slashes",
      { target: "/bucket//a/../b/./" },
      { caller: { kind: "signed" } },
    ],
    ["over a parameter without a value", { target: "/bucket?uploads" }, { caller: { kind: "signed" } }],
    [
      "with signed chunks",
      { payloadHash: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD" },
      { payload: { signedChunks: true } },
    ],
  ])("is let in %s", async (_, how, expected) => {
    expect(await attempt(how)).toMatchObject(expected);
  });

  it.each<[string, Attempt, string, string | RegExp]>([
    [
      "too early",
      { options: { now: later(15 * MINUTE_MS + 1) } },
      "RequestTimeTooSkewed",
      /current time is too large/,
    ],
    [
      "too late",
      { options: { now: later(-15 * MINUTE_MS - 1) } },
      "RequestTimeTooSkewed",
      /current time is too large/,
    ],
    [
      "without a date",
      { changed: { "x-amz-date": undefined } },
      "AccessDenied",
      /valid Date or x-amz-date header/,
    ],
    ["with an unreadable date", { changed: { "x-amz-date": "today" } }, "AccessDenied", /valid Date/],
    [
      "on another day than its credential",
      { changed: { "x-amz-date": "20260204T000000Z" }, options: { now: later(20 * 3600_000) } },
      "AuthorizationHeaderMalformed",
      /Invalid credential date "20260203"/,
    ],
    [
      "without x-amz-content-sha256",
      { changed: { "x-amz-content-sha256": undefined } },
      "InvalidRequest",
      "Missing required header for this request: x-amz-content-sha256",
    ],
    [
      "with an unknown payload hash",
      { payloadHash: "abc" },
      "InvalidArgument",
      /x-amz-content-sha256 must be/,
    ],
    [
      "with SigV4A chunks",
      { payloadHash: "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD" },
      "NotImplemented",
      /AWS4-HMAC-SHA256/,
    ],
    [
      "with an x-amz-* header added",
      { changed: { "x-amz-acl": "public-read" } },
      "AccessDenied",
      /not signed/,
    ],
    [
      "of an unknown key",
      { credentials: { accessKeyId: "nobody", secretAccessKey: "x" } },
      "InvalidAccessKeyId",
      /does not exist in our records/,
    ],
    [
      "made with another secret",
      { credentials: { ...EXAMPLE_CREDENTIALS, secretAccessKey: "x" } },
      "SignatureDoesNotMatch",
      /does not match the signature you provided/,
    ],
    [
      "of another service",
      { service: "sts" },
      "AuthorizationHeaderMalformed",
      /incorrect service "sts".*"s3"/,
    ],
    [
      "of another region",
      { options: { region: "eu-west-1" } },
      "AuthorizationHeaderMalformed",
      "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-1'",
    ],
    [
      "of another kind",
      { changed: { authorization: "Bearer secret" } },
      "InvalidArgument",
      "Unsupported Authorization Type",
    ],
    [
      "without a SigV2 signature",
      { changed: { authorization: "AWS abc" } },
      "InvalidArgument",
      /Unsupported/,
    ],
  ])("is refused %s", async (_, how, code, message) => {
    await expect(attempt(how)).rejects.toMatchObject({ code, message: expect.stringMatching(message) });
  });

  it.each([
    ["AWS4-HMAC-SHA256 nonsense", /the authorization component "nonsense" is malformed/],
    ["AWS4-HMAC-SHA256 Credential=a/20260203/us-east-1/s3/aws4_request", /requires three components/],
    [`${AUTHORIZATION}, Signature=1111`, /is malformed/],
    [AUTHORIZATION.replace("AKIAIOSFODNN7EXAMPLE/", ""), /the Credential is mis-formatted/],
    [AUTHORIZATION.replace("AKIAIOSFODNN7EXAMPLE/", "/"), /a non-empty Access Key/],
    [AUTHORIZATION.replace("/20260203/", "/2026-02-03/"), /incorrect date format "2026-02-03"/],
    [AUTHORIZATION.replace("aws4_request", "aws5_request"), /incorrect terminal "aws5_request"/],
  ])("is malformed as %s", async (authorization, message) => {
    await expect(attempt({ changed: { authorization } })).rejects.toMatchObject({
      code: "AuthorizationHeaderMalformed",
      message: expect.stringMatching(message),
    });
  });

  it("is refused when host is not signed", async () => {
    const authorization = AUTHORIZATION.replace("host;", "");
    await expect(attempt({ changed: { authorization } })).rejects.toMatchObject({
      code: "AccessDenied",
      details: { HeadersNotSigned: "host" },
    });
  });

  it("names every header that was not signed", async () => {
    const changed = { "x-amz-acl": "a", "X-Amz-Meta-B": "b", "content-type": "c" };
    await expect(attempt({ changed })).rejects.toMatchObject({
      details: { HeadersNotSigned: "x-amz-acl, x-amz-meta-b" },
    });
  });

  it("tells the client's author what was signed, and nothing secret", async () => {
    const credentials = { ...EXAMPLE_CREDENTIALS, sessionToken: "hush-hush" };
    const secrets = async () =>
      Promise.resolve({ secretAccessKey: "other-secret", sessionToken: "hush-hush" });
    const how = { credentials, secrets, headers: { "x-amz-meta-a": Buffer.from("é").toString("latin1") } };
    const error: unknown = await attempt(how).catch((reason: unknown) => reason);
    expect(error).toMatchObject({
      code: "SignatureDoesNotMatch",
      details: {
        AWSAccessKeyId: "AKIAIOSFODNN7EXAMPLE",
        StringToSign: expect.stringMatching(
          /^AWS4-HMAC-SHA256\n20260203T040506Z\n20260203\/us-east-1\/s3\/aws4_request\n[0-9a-f]{64}$/,
        ),
        StringToSignBytes: expect.stringMatching(/^41 57 53 34 /),
        SignatureProvided: expect.stringMatching(/^[0-9a-f]{64}$/),
        CanonicalRequest: expect.stringContaining("PUT\n/bucket/key\n\nhost:localhost\n"),
        CanonicalRequestBytes: expect.stringMatching(/^50 55 54 0a /),
      },
    });
    const told = JSON.stringify((error as { details: object }).details);
    expect(told).toContain("x-amz-meta-a:é");
    expect(told).not.toMatch(/other-secret|hush-hush|wJalr/);
  });
});

describe("session tokens", () => {
  const temporary = { ...EXAMPLE_CREDENTIALS, sessionToken: "token" };
  const lookup =
    (more: object): SecretLookup =>
    async () =>
      Promise.resolve({ secretAccessKey: EXAMPLE_CREDENTIALS.secretAccessKey, ...more });

  it("are let in with the credentials that they belong to, and shown to the lookup", async () => {
    const asked: (string | undefined)[] = [];
    const secrets: SecretLookup = async (accessKeyId, sessionToken) => {
      asked.push(accessKeyId, sessionToken);
      return lookup({ sessionToken: "token", expiresAt: later(1) })(accessKeyId);
    };
    expect(await attempt({ credentials: temporary, secrets })).toMatchObject({
      caller: { sessionToken: "token" },
    });
    expect(asked).toEqual(["AKIAIOSFODNN7EXAMPLE", "token"]);
  });

  it.each<[string, Credentials, object, string]>([
    ["missing", EXAMPLE_CREDENTIALS, { sessionToken: "token" }, "InvalidToken"],
    ["another's", temporary, { sessionToken: "other" }, "InvalidToken"],
    ["sent with a key that has none", temporary, {}, "InvalidToken"],
    ["expired", temporary, { sessionToken: "token", expiresAt: NOW }, "ExpiredToken"],
  ])("are refused when %s", async (_, credentials, secret, code) => {
    await expect(attempt({ credentials, secrets: lookup(secret) })).rejects.toMatchObject({ code });
  });

  it("are read from a presigned URL", async () => {
    const url = presign({}, temporary);
    const secrets = lookup({ sessionToken: "token" });
    expect(await follow(url, { secrets })).toMatchObject({
      caller: { sessionToken: "token", scheme: "presigned" },
    });
    await expect(follow(url, { secrets: lookup({}) })).rejects.toMatchObject({ code: "InvalidToken" });
  });
});

const ORIGIN = "http://localhost:9000";

function presign(
  more: Partial<Parameters<typeof presignUrl>[0]> = {},
  credentials: Credentials = EXAMPLE_CREDENTIALS,
) {
  const input = { method: "PUT", origin: ORIGIN, rawPath: "/bucket/key", expiresInSeconds: 900, ...more };
  return presignUrl(input, credentials, "us-east-1", "s3", NOW);
}

interface Following extends Partial<AuthenticateOptions> {
  readonly headers?: Record<string, string>;
  readonly method?: string;
  readonly secrets?: SecretLookup;
}

async function follow(url: string, { headers = {}, method = "PUT", secrets, ...options }: Following = {}) {
  const rawHeaders = Object.entries({ host: "localhost:9000", ...headers }).flat();
  const request = { method, rawTarget: url.slice(ORIGIN.length), rawHeaders };
  return authenticate(request, secrets ?? exampleSecrets, { now: NOW, ...options });
}

describe("a presigned URL", () => {
  it("lets any body in", async () => {
    expect(await follow(presign())).toMatchObject({ payload: { kind: "unsigned" } });
  });

  it.each([
    ["in the query", { payloadHash: "a".repeat(64) }],
    [
      "in a signed header",
      { headers: { "x-amz-content-sha256": "a".repeat(64) }, payloadHash: "a".repeat(64) },
    ],
  ])("pins the body that is named %s", async (_, input) => {
    const headers = { "x-amz-content-sha256": "a".repeat(64) };
    const url = presign(input);
    expect(await follow(url, "headers" in input ? { headers } : {})).toMatchObject({
      payload: { kind: "hashed", sha256: "a".repeat(64) },
    });
  });

  it("hands on the headers that were moved into it, but not an empty body's checksum", async () => {
    const query =
      "x-amz-acl=private&X-Amz-Meta-A=b%20c&x-amz-checksum-crc32=AAAAAA%3D%3D&x-amz-sdk-checksum-algorithm=CRC32&x-id=PutObject";
    const { hoistedHeaders } = await follow(presign({ query }));
    expect(hoistedHeaders).toEqual({ "x-amz-acl": "private", "x-amz-meta-a": "b c" });
    const fixed = await follow(presign({ query: "x-amz-checksum-crc32=y%2FQ5Jg%3D%3D" }));
    expect(fixed.hoistedHeaders).toEqual({ "x-amz-checksum-crc32": "y/Q5Jg==" });
  });

  it.each([
    ["at its end", 900_000],
    ["by a clock that is behind", -15 * MINUTE_MS],
  ])("is let in %s", async (_, ms) => {
    expect(await follow(presign(), { now: later(ms) })).toBeDefined();
  });

  it("is refused after its end, saying when that was", async () => {
    await expect(follow(presign(), { now: later(900_001) })).rejects.toMatchObject({
      code: "AccessDenied",
      message: "Request has expired",
      details: {
        "X-Amz-Expires": "900",
        Expires: "2026-02-03T04:20:06Z",
        ServerTime: "2026-02-03T04:20:06Z",
      },
    });
  });

  it.each<[string, (url: string) => string, Following, string, RegExp]>([
    ["from the future", (url) => url, { now: later(-16 * MINUTE_MS) }, "AccessDenied", /not valid yet/],
    ["with another method", (url) => url, { method: "GET" }, "SignatureDoesNotMatch", /./],
    ["at another host", (url) => url, { headers: { host: "evil" } }, "SignatureDoesNotMatch", /./],
    ["with a parameter added", (url) => `${url}&acl`, {}, "SignatureDoesNotMatch", /./],
    [
      "with an x-amz-* header added",
      (url) => url,
      { headers: { "x-amz-acl": "public-read" } },
      "AccessDenied",
      /not signed/,
    ],
    [
      "with another Authorization",
      (url) => url,
      { headers: { authorization: "Bearer secret" } },
      "InvalidArgument",
      /^Only one auth/,
    ],
    [
      "with a SigV4 header as well",
      (url) => url,
      { headers: { authorization: AUTHORIZATION } },
      "InvalidArgument",
      /^Only one auth/,
    ],
    [
      "with SigV2 parameters as well",
      (url) => `${url}&AWSAccessKeyId=a&Signature=b&Expires=1`,
      {},
      "InvalidArgument",
      /^Only one auth/,
    ],
    [
      "without its signature",
      (url) => url.replace(/&X-Amz-Signature=.*/, ""),
      {},
      "AuthorizationQueryParametersError",
      /requires the/,
    ],
    [
      "without its date",
      (url) => url.replace(/X-Amz-Date=[^&]*&/, ""),
      {},
      "AuthorizationQueryParametersError",
      /requires the/,
    ],
    [
      "with another algorithm",
      (url) => url.replace("=AWS4-HMAC-SHA256", "=AWS4-X"),
      {},
      "AuthorizationQueryParametersError",
      /only supports/,
    ],
    [
      "with an unreadable date",
      (url) => url.replace(/X-Amz-Date=[^&]*/, "X-Amz-Date=now"),
      {},
      "AuthorizationQueryParametersError",
      /ISO8601/,
    ],
    [
      "with a date that is no day",
      (url) => url.replace("Date=20260203", "Date=20260231"),
      {},
      "AuthorizationQueryParametersError",
      /ISO8601/,
    ],
    [
      "on another day",
      (url) => url.replace("Date=20260203", "Date=20260202"),
      {},
      "AuthorizationQueryParametersError",
      /Invalid credential date/,
    ],
    [
      "for longer than a week",
      (url) => url.replace("Expires=900", "Expires=604801"),
      {},
      "AuthorizationQueryParametersError",
      /less than a week/,
    ],
    [
      "for less than no time",
      (url) => url.replace("Expires=900", "Expires=-1"),
      {},
      "AuthorizationQueryParametersError",
      /non-negative/,
    ],
    [
      "for no time",
      (url) => url.replace("Expires=900", "Expires=0"),
      { now: later(1000) },
      "AccessDenied",
      /expired/,
    ],
    [
      "for a while",
      (url) => url.replace("Expires=900", "Expires=soon"),
      {},
      "AuthorizationQueryParametersError",
      /should be a number/,
    ],
    [
      "with a broken credential",
      (url) => url.replace(/X-Amz-Credential=[^&]*/, "X-Amz-Credential=a"),
      {},
      "AuthorizationQueryParametersError",
      /mis-formatted/,
    ],
    [
      "without host signed",
      (url) => url.replace("SignedHeaders=host", "SignedHeaders=date"),
      {},
      "AccessDenied",
      /not signed/,
    ],
    [
      "of an unknown key",
      (url) => url.replace("AKIAIOSFODNN7EXAMPLE", "nobody"),
      {},
      "InvalidAccessKeyId",
      /records/,
    ],
  ])("is refused %s", async (_, spoil, following, code, message) => {
    await expect(follow(spoil(presign()), following)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(message),
    });
  });

  it("never repeats the foreign Authorization, which may be a secret", async () => {
    const error: unknown = await follow(presign(), { headers: { authorization: "Bearer secret" } }).catch(
      (reason: unknown) => reason,
    );
    expect(JSON.stringify(error)).not.toContain("secret");
  });

  it.each([0, 604_801, 1.5, Number.NaN])("is not made for %s seconds", (expiresInSeconds) => {
    expect(() => presign({ expiresInSeconds })).toThrow(RangeError);
  });
});

describe("SigV2 in the header", () => {
  const send = (rawHeaders: string[]) =>
    authenticate({ method: "GET", rawTarget: "/b", rawHeaders }, exampleSecrets, { now: NOW });

  it.each([
    ["without a date", [], "AccessDenied"],
    ["too late", ["date", "Mon, 02 Feb 2026 00:00:00 GMT"], "RequestTimeTooSkewed"],
    ["of an unknown key", ["date", "Tue, 03 Feb 2026 04:05:06 GMT"], "InvalidAccessKeyId"],
  ])("is refused %s", async (_, rawHeaders, code) => {
    await expect(send(["authorization", "AWS nobody:sig", ...rawHeaders])).rejects.toMatchObject({ code });
  });

  it("cannot sign chunks", async () => {
    const headers = ["authorization", "AWS AKIAIOSFODNN7EXAMPLE:sig", "x-amz-date", "20260203T040506Z"];
    await expect(
      send([...headers, "x-amz-content-sha256", "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"]),
    ).rejects.toMatchObject({ code: "InvalidArgument" });
  });
});
