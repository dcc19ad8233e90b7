import { expect, it } from "vitest";
import { isKnownActionPattern } from "../../../src/lib/access/policy/actions.js";
import { ROUTES } from "../../../src/lib/wire/http/routes.js";
import { iamDemandOf } from "../../../src/lib/wire/iam-action.js";

it.each([
  ["GetObject", false, "object", ["s3:GetObject"]],
  ["GetObject", true, "object", ["s3:GetObjectVersion"]],
  ["HeadObject", false, "object", ["s3:GetObject"]],
  ["GetObjectAttributes", true, "object", ["s3:GetObjectVersion", "s3:GetObjectVersionAttributes"]],
  ["DeleteObject", true, "object", ["s3:DeleteObjectVersion"]],
  ["UploadPart", false, "object", ["s3:PutObject"]],
  ["HeadBucket", false, "bucket", ["s3:ListBucket"]],
  ["DeleteBucketCors", false, "bucket", ["s3:PutBucketCORS"]],
  ["ListBuckets", false, "service", ["s3:ListAllMyBuckets"]],
] as const)("%s (of a version: %s) needs, on the %s, %j", (operation, namesVersion, resource, actions) => {
  expect(iamDemandOf(operation, namesVersion)).toEqual({ resource, actions });
});

it("asks of every operation that the routing table knows for rights that policies can grant", () => {
  for (const [, kind, , operation] of ROUTES) {
    const demand = iamDemandOf(operation, true);
    if (operation === "Unknown" || operation === "GetCallerIdentity") expect(demand).toBeUndefined();
    else if (operation === "PostObject" || operation === "DeleteObjects")
      expect(demand?.resource).toBe("object");
    else expect(demand?.resource).toBe(kind);
    for (const action of demand?.actions ?? []) expect(isKnownActionPattern(action)).toBe(true);
  }
});
