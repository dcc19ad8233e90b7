import { Buffer } from "node:buffer";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import { S3Error } from "../../wire/s3-error.js";
import { encodeKeyForUrl } from "../../wire/xml/encode-key.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";

/** Listings that can be narrowed; one of uploads has no folders to show. */
export const NARROWED: ReadonlySet<Operation> = new Set([
  "ListObjects",
  "ListObjectsV2",
  "ListObjectVersions",
]);

/** S3's own page. */
const MAX_KEYS = 1000;

/**
 * Answer a listing by `/` with these folders alone, as pages of the kind that was asked for; the store is not asked.
 *
 * @param folders in order, each ending in `/`.
 * @throws S3Error InvalidArgument for a page size that is none.
 */
export function narrowedListing(request: S3Request, folders: readonly string[]): S3Response {
  const { query, bucket: Name } = request;
  const encode = query.get("encoding-type") === "url" ? encodeKeyForUrl : (name: string) => name;
  const limit = pageSize(query.get("max-keys"));
  const start = startOf(request);
  const left = start === "" ? folders : folders.filter((folder) => isBehind(folder, start));
  const page = left.slice(0, limit);
  const next = limit > 0 && left.length > page.length ? page.at(-1) : undefined;
  const head = {
    Name,
    Prefix: encode(query.get("prefix") ?? ""),
    Delimiter: encode("/"),
    MaxKeys: limit,
    EncodingType: query.get("encoding-type"),
    IsTruncated: next !== undefined,
  };
  const CommonPrefixes = page.map((folder) => ({ Prefix: encode(folder) }));
  const [root, markers] = markersOf(request, page.length, next, encode);
  const body = renderXml(root, { ...head, ...markers, CommonPrefixes });
  return { status: 200, headers: { "content-type": "application/xml" }, body };
}

function pageSize(given: string | undefined): number {
  if (given === undefined || given === "") return MAX_KEYS;
  if (!/^\d{1,9}$/.test(given)) {
    throw new S3Error("InvalidArgument", "Provided max-keys not an integer or within integer range", {
      details: { ArgumentName: "max-keys", ArgumentValue: given },
    });
  }
  return Math.min(Number(given), MAX_KEYS);
}

function startOf({ operation, query }: S3Request): string {
  if (operation === "ListObjectVersions") return query.get("key-marker") ?? "";
  if (operation === "ListObjects") return query.get("marker") ?? "";
  const token = query.get("continuation-token");
  return token === undefined
    ? (query.get("start-after") ?? "")
    : Buffer.from(token, "base64url").toString("utf8");
}

/** A folder is behind a marker unless the marker is that folder, something in it, or behind it. */
function isBehind(folder: string, start: string): boolean {
  return !start.startsWith(folder) && Buffer.compare(Buffer.from(folder), Buffer.from(start)) > 0;
}

function markersOf(
  { operation, query }: S3Request,
  count: number,
  next: string | undefined,
  encode: (name: string) => string,
): readonly [root: string, markers: Readonly<Record<string, XmlContent>>] {
  const encoded = next === undefined ? undefined : encode(next);
  if (operation === "ListObjectVersions") {
    const KeyMarker = encode(query.get("key-marker") ?? "");
    return ["ListVersionsResult", { KeyMarker, NextKeyMarker: encoded }];
  }
  if (operation === "ListObjects") {
    return ["ListBucketResult", { Marker: encode(query.get("marker") ?? ""), NextMarker: encoded }];
  }
  const token = next === undefined ? undefined : Buffer.from(next).toString("base64url");
  const ContinuationToken = query.get("continuation-token");
  return ["ListBucketResult", { KeyCount: count, ContinuationToken, NextContinuationToken: token }];
}
