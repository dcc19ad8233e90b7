import { describe, expect, it } from "vitest";
import { parseRequestTarget } from "../../../../src/lib/wire/http/request-target.js";
import { parseResource } from "../../../../src/lib/wire/http/resource.js";
import { routeRequest } from "../../../../src/lib/wire/http/route-request.js";
import { ROUTES } from "../../../../src/lib/wire/http/routes.js";

function route(method: string, target: string, headers: Record<string, string> = {}): string {
  const { rawPath, query } = parseRequestTarget(target);
  const { kind } = parseResource(rawPath, { name: "localhost", bucket: undefined });
  return routeRequest({ method, kind, query, headers });
}

describe("routing", () => {
  it.each([
    ["GET", "/", "ListBuckets"],
    ["GET", "/?max-buckets=2&continuation-token=x&prefix=p", "ListBuckets"],
    ["GET", "/?Action=GetCallerIdentity&Version=2011-06-15", "GetCallerIdentity"],
    ["PUT", "/b", "CreateBucket"],
    ["PUT", "/b/", "CreateBucket"],
    ["HEAD", "/b", "HeadBucket"],
    ["DELETE", "/b?x-id=DeleteBucket", "DeleteBucket"],
    ["GET", "/b", "ListObjects"],
    ["GET", "/b?prefix=&delimiter=%2F&marker=a&max-keys=1000&encoding-type=url", "ListObjects"],
    ["GET", "/b?list-type=2&start-after=a&fetch-owner=true&continuation-token=t", "ListObjectsV2"],
    ["GET", "/b/?list-type=2&metadata=true", "ListObjectsV2"],
    ["GET", "/b?versions&key-marker=a&version-id-marker=b&prefix=", "ListObjectVersions"],
    ["GET", "/b?uploads=&prefix=x&max-uploads=1&upload-id-marker=u&key-marker=k", "ListMultipartUploads"],
    ["GET", "/b?location", "GetBucketLocation"],
    ["GET", "/b/?lifecycle=&withUpdatedAt=true", "GetBucketLifecycleConfiguration"],
    ["PUT", "/b?versioning", "PutBucketVersioning"],
    ["DELETE", "/b?policy", "DeleteBucketPolicy"],
    ["GET", "/b?policyStatus", "GetBucketPolicyStatus"],
    ["DELETE", "/b?publicAccessBlock", "DeletePublicAccessBlock"],
    ["POST", "/b?delete", "DeleteObjects"],
    ["POST", "/b/?delete=", "DeleteObjects"],
    ["GET", "/b/k", "GetObject"],
    ["GET", "/b/k?versionId=v&partNumber=1&response-content-type=text%2Fplain&x-id=GetObject", "GetObject"],
    [
      "GET",
      "/b/k?X-Amz-Algorithm=a&X-Amz-Credential=c&X-Amz-Date=d&X-Amz-Expires=1&X-Amz-SignedHeaders=host&X-Amz-Signature=s",
      "GetObject",
    ],
    ["GET", "/b/k?AWSAccessKeyId=a&Signature=s&Expires=1&x-amz-security-token=t", "GetObject"],
    ["HEAD", "/b/k?versionId=v", "HeadObject"],
    ["GET", "/b/logo.png?v=17", "GetObject"],
    ["GET", "/b?bucket=b&key=k&etag=%22e%22", "ListObjects"],
    ["GET", "/b/k?attributes&versionId=v", "GetObjectAttributes"],
    ["GET", "/b/k?uploadId=u&max-parts=1&part-number-marker=2", "ListParts"],
    ["PUT", "/b/k", "PutObject"],
    ["PUT", "/b/k?x-id=PutObject", "PutObject"],
    ["PUT", "/b/k?content-type=text%2Fplain&AWSAccessKeyId=A&Signature=s&Expires=1", "PutObject"],
    ["PUT", "/b/k?partNumber=1&uploadId=u&x-id=UploadPart", "UploadPart"],
    ["PUT", "/b/k?tagging&versionId=v", "PutObjectTagging"],
    ["PUT", "/b/k?legal-hold", "PutObjectLegalHold"],
    ["POST", "/b/k?uploads", "CreateMultipartUpload"],
    ["POST", "/b/k?uploadId=u", "CompleteMultipartUpload"],
    ["DELETE", "/b/k?uploadId=u", "AbortMultipartUpload"],
    ["DELETE", "/b/k?versionId=null", "DeleteObject"],
    ["DELETE", "/b/k?tagging", "DeleteObjectTagging"],
    ["OPTIONS", "/b/k", "Preflight"],
    ["OPTIONS", "/b/k?anything=1", "Preflight"],
  ])("%s %s is %s", (method, target, operation) => {
    expect(route(method, target)).toBe(operation);
  });

  it.each([
    ["PUT", "/b/k", { "x-amz-copy-source": "/b/s" }, "CopyObject"],
    ["PUT", "/b/k?partNumber=1&uploadId=u", { "x-amz-copy-source": "/b/s" }, "UploadPartCopy"],
    ["PUT", "/b/k?tagging", { "x-amz-copy-source": "/b/s" }, "PutObjectTagging"],
    ["PUT", "/b/k", { "x-amz-write-offset-bytes": "0" }, "Unknown"],
    ["POST", "/b", { "content-type": "Multipart/Form-Data; boundary=x" }, "PostObject"],
    ["POST", "/b", { "content-type": "text/plain" }, "Unknown"],
    ["POST", "/b/k", { "content-type": "multipart/form-data; boundary=x" }, "Unknown"],
    ["POST", "/b?delete", { "content-type": "multipart/form-data; boundary=x" }, "DeleteObjects"],
  ])("%s %s with %j is %s", (method, target, headers, operation) => {
    expect(route(method, target, headers)).toBe(operation);
  });

  it.each([
    ["DELETE", "/b?replication"],
    ["DELETE", "/b?Policy"],
    ["DELETE", "/b?policy&cors"],
    ["DELETE", "/b/k?acl"],
    ["DELETE", "/b/k?versionid=v"],
    ["PUT", "/b?accelerate"],
    ["PUT", "/b?requestPayment"],
    ["PUT", "/b/k?renameObject"],
    ["PUT", "/b/k?restore"],
    ["PUT", "/b/k?partNumber=1"],
    ["PUT", "/b/k?uploadId=u"],
    ["PUT", "/b/k?acl&tagging"],
    ["PUT", "/"],
    ["GET", "/b?list-type=3"],
    ["GET", "/b?inventory"],
    ["GET", "/b/k?torrent"],
    ["GET", "/b?Logging"],
    ["GET", "/b?requestPayment"],
    ["GET", "/b/k?prefix=a"],
    ["GET", "/b/k?response-foo=a"],
    ["HEAD", "/b/k?acl"],
    ["POST", "/b"],
    ["POST", "/b/k"],
    ["POST", "/b/k?select&select-type=2"],
    ["POST", "/b/k?restore"],
    ["POST", "/"],
    ["PATCH", "/b/k"],
    ["PROPFIND", "/b"],
    ["GET", "/?Action=AssumeRole"],
  ])("%s %s is nothing that is known, least of all the bare operation", (method, target) => {
    expect(route(method, target)).toBe("Unknown");
  });

  it("ignores what means nothing to S3 in reads, and takes it for a sub-resource everywhere else", () => {
    for (const [method, kind, selectors, operation] of ROUTES) {
      const path = { service: "/", bucket: "/b", object: "/b/k" }[kind];
      const query = selectors
        .split(" ")
        .filter((word) => word.startsWith("?"))
        .map((word) => word.slice(1));
      const expected = method === "GET" || method === "HEAD" ? operation : "Unknown";
      expect(route(method, `${path}?${[...query, "unheard-of"].join("&")}`)).toBe(expected);
    }
  });

  it("has no row that another one hides", () => {
    const rows = ROUTES.map(
      ([method, kind, selectors]) => `${method} ${kind} ${selectors.split(" ").sort().join(" ")}`,
    );
    expect(new Set(rows).size).toBe(rows.length);
  });
});
