import { createHmac } from "node:crypto";
import { decodeLatin1, splitTarget, type RawRequest } from "./raw-request.js";

export interface SignablePartsV2 {
  readonly request: RawRequest;
  /** A header's value by its lower-case name. */
  readonly headers: (name: string) => string | undefined;
  /** Lower-case `x-amz-*` names to values without outer spaces. */
  readonly amzHeaders: ReadonlyMap<string, string>;
  /** What stands on the date's line. */
  readonly date: string;
  /** The bucket when the `Host` header names it. */
  readonly virtualHostBucket: string | undefined;
}

/** Base64 HMAC-SHA1 of a latin1 text: a Signature Version 2 signature. */
export function signTextV2(secretAccessKey: string, text: string): string {
  return createHmac("sha1", secretAccessKey).update(text, "latin1").digest("base64");
}

/**
 * The texts that Signature Version 2 may have signed: more than one for a bucket in the path, which some clients send as
 * `/bucket` and sign as `/bucket/`. Both name the same.
 *
 * Source: S3 User Guide, "Signing and authenticating REST requests", constructing the CanonicalizedResource element.
 */
export function stringsToSignV2(signed: SignablePartsV2): readonly [string, ...string[]] {
  const { request, headers, amzHeaders, date, virtualHostBucket } = signed;
  const lines = [request.method, headers("content-md5") ?? "", headers("content-type") ?? "", date];
  for (const name of [...amzHeaders.keys()].sort()) lines.push(`${name}:${amzHeaders.get(name) ?? ""}`);
  const { rawPath, rawQuery } = splitTarget(request.rawTarget);
  const subresource = canonicalSubresource(rawQuery);
  const textFor = (path: string) => [...lines, `${path}${subresource}`].join("\n");
  if (virtualHostBucket !== undefined) return [textFor(`/${virtualHostBucket}${rawPath}`)];
  return /^\/[^/]+$/.test(rawPath) ? [textFor(rawPath), textFor(`${rawPath}/`)] : [textFor(rawPath)];
}

/** Parameters that are part of the resource, as clients sign them: others are not covered. */
export const SIGNED_PARAMETERS: ReadonlySet<string> = new Set([
  "accelerate",
  "acl",
  "analytics",
  "cors",
  "defaultObjectAcl",
  "delete",
  "inventory",
  "lifecycle",
  "location",
  "logging",
  "metrics",
  "notification",
  "object-lock",
  "partNumber",
  "policy",
  "replication",
  "requestPayment",
  "response-cache-control",
  "response-content-disposition",
  "response-content-encoding",
  "response-content-language",
  "response-content-type",
  "response-expires",
  "restore",
  "select",
  "select-type",
  "storageClass",
  "tagging",
  "torrent",
  "uploadId",
  "uploads",
  "versionId",
  "versioning",
  "versions",
  "website",
]);

function canonicalSubresource(rawQuery: string): string {
  const signedPairs = rawQuery
    .split("&")
    .map((pair) => {
      const equals = pair.indexOf("=");
      const name = equals === -1 ? pair : pair.slice(0, equals);
      return { name, pair: equals === -1 ? name : `${name}=${decodeLatin1(pair.slice(equals + 1))}` };
    })
    .filter(({ name }) => SIGNED_PARAMETERS.has(name))
    .sort((left, right) => (left.name < right.name ? -1 : Number(left.name > right.name)));
  return signedPairs.length === 0 ? "" : `?${signedPairs.map(({ pair }) => pair).join("&")}`;
}
