import { describe, expect, it } from "vitest";
import { withKnownParameters } from "../../../src/lib/gateway/authorization/known-parameters.js";
import type { S3Request } from "../../../src/lib/wire/exchange.js";
import { parseRequestTarget } from "../../../src/lib/wire/http/request-target.js";
import type { Operation } from "../../../src/lib/wire/operation.js";

function kept(operation: Operation, rawTarget: string): string {
  const { query } = parseRequestTarget(rawTarget);
  const request = withKnownParameters({ operation, rawTarget, query } as S3Request);
  expect([...request.query].flat()).toEqual([...parseRequestTarget(request.rawTarget).query].flat());
  return request.rawTarget;
}

describe("parameters that mean nothing to an operation", () => {
  it.each<[Operation, string, string]>([
    ["ListBuckets", "/?usage", "/"],
    ["ListBuckets", "/?prefix=a&usage=&max-buckets=5", "/?prefix=a&max-buckets=5"],
    ["PutObject", "/b/k?x-amz-copy-source=%2Fb%2Fsecret", "/b/k"],
    ["PutObject", "/b/k?x-id=PutObject", "/b/k"],
    ["GetObject", "/b/k?rgwx-stat=true&versionId=a%2Bb&v=1", "/b/k?versionId=a%2Bb"],
    ["GetObject", "/b/k?%76ersionId=1&Versionid=2", "/b/k?%76ersionId=1"],
    ["ListObjectsV2", "/b?list-type=2&prefix=a%26b+c&stats", "/b?list-type=2&prefix=a%26b+c"],
    ["UploadPart", "/b/k?partNumber=1&uploadId=u", "/b/k?partNumber=1&uploadId=u"],
    ["HeadObject", "/b/k", "/b/k"],
  ])("do not go on with %s %s", (operation, target, expected) => {
    expect(kept(operation, target)).toBe(expected);
  });
});
