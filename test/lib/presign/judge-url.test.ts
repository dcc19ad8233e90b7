import { describe, expect, it } from "vitest";
import type { DecodedUrl } from "../../../src/lib/presign/decode-url.js";
import { formatSpan } from "../../../src/lib/presign/format-span.js";
import { judgeUrl, type UrlFacts } from "../../../src/lib/presign/judge-url.js";
import type { TriedUrl } from "../../../src/lib/presign/try-url.js";

const NOW = new Date("2026-01-31T12:00:00Z");
const URL_IN_TIME: DecodedUrl = {
  kind: "url",
  signature: "SigV4",
  host: "s3.example.com",
  path: "/b/k",
  accessKeyId: "AKID",
  scope: "20260131/us-east-1/s3",
  region: "us-east-1",
  hasSessionToken: false,
  signedAt: new Date("2026-01-31T11:30:00Z"),
  expiresAt: new Date("2026-01-31T12:30:00Z"),
  secondsLeft: 1800,
  requiredHeaders: [],
  parameters: {},
};

function answer(status: number, code?: string, more: Partial<TriedUrl> = {}): TriedUrl {
  return { method: "GET", status, code, message: "", headers: {}, storeTime: NOW, ...more };
}

function judge(tried: TriedUrl, facts: Partial<UrlFacts> = {}) {
  const all = {
    url: URL_IN_TIME,
    tried,
    methods: undefined,
    wanted: undefined,
    missingHeaders: [],
    now: NOW,
  };
  const { verdict, exitCode } = judgeUrl({ ...all, ...facts });
  return [verdict, exitCode];
}

describe("judging a presigned URL by the store's answer", () => {
  it.each<[TriedUrl, string, number]>([
    [answer(200), "works", 0],
    [answer(206), "works", 0],
    [answer(416, "InvalidRange"), "works", 0],
    [answer(404, "NoSuchKey"), "missing-object", 4],
    [answer(404), "missing-object", 4],
    [answer(404, "NoSuchVersion"), "missing-object", 4],
    [answer(404, "NoSuchBucket"), "missing-bucket", 4],
    [answer(403, "SignatureDoesNotMatch"), "signature-mismatch", 5],
    [answer(403, "InvalidAccessKeyId"), "unknown-key", 5],
    [answer(400, "ExpiredToken"), "credentials-ended", 5],
    [answer(403, "InvalidToken"), "credentials-ended", 5],
    [answer(403, "AccessDenied"), "denied", 5],
    [answer(403), "denied", 5],
    [answer(403, "RequestTimeTooSkewed"), "not-yet-valid", 5],
    [answer(400, "AuthorizationQueryParametersError"), "malformed", 2],
    [answer(400, "InvalidRequest"), "malformed", 2],
    [answer(301, "PermanentRedirect"), "wrong-host", 8],
    [answer(307), "wrong-host", 8],
    [answer(400, "AuthorizationHeaderMalformed", { message: "expecting 'eu-west-1'" }), "wrong-host", 8],
    [answer(404, undefined, { headers: { "content-type": "text/html" } }), "wrong-host", 8],
    [answer(503, "SlowDown"), "store-failed", 7],
  ])("%j", (tried, verdict, exitCode) => {
    expect(judge(tried)).toEqual([verdict, exitCode]);
  });

  it("goes by the store's clock", () => {
    const late = new Date("2026-01-31T12:31:00Z");
    const early = new Date("2026-01-31T11:00:00Z");
    expect(judge(answer(403, "AccessDenied"), { now: late })).toEqual(["expired", 5]);
    expect(judge(answer(403, "AccessDenied"), { now: early })).toEqual(["not-yet-valid", 5]);
    expect(judge(answer(200), { now: late })).toEqual(["works", 0]);
  });

  it("takes a refused signature for none when the URL is for writing", () => {
    const refused = answer(403, "SignatureDoesNotMatch");
    expect(judge(refused, { methods: ["PUT"] })).toEqual(["untried", 0]);
    expect(judge(refused, { wanted: "PUT" })).toEqual(["untried", 0]);
    expect(judge(refused, { wanted: "PUT", methods: [] })).toEqual(["signature-mismatch", 5]);
    expect(judge(refused, { wanted: "GET" })).toEqual(["signature-mismatch", 5]);
    expect(judge(refused, { missingHeaders: ["content-type"] })).toEqual(["missing-header", 5]);
  });
});

it.each([
  [0, "0s"],
  [59, "59s"],
  [61, "1m 1s"],
  [3600, "1h"],
  [90_061, "1d 1h"],
  [172_800, "2d"],
])("%i seconds are %s", (seconds, text) => {
  expect(formatSpan(seconds)).toBe(text);
});
