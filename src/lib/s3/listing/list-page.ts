import { compareUtf8, decodeKey, unquote } from "../keys.js";
import type { ListEntry, ObjectEntry, PrefixEntry } from "../list-entries.js";
import { requireMarker } from "../prefetch.js";
import { XmlCursor, XmlSyntaxError } from "./xml-cursor.js";

/** One answer to ListObjectsV2. */
export interface ListPage {
  /** Objects and rolled-up prefixes in one order, that of the listing. */
  readonly entries: readonly ListEntry[];
  /** Undefined on the last page. */
  readonly nextToken: string | undefined;
}

/**
 * Read a `ListBucketResult`. Names are decoded when the store says that it encoded them (`EncodingType` `url`), and
 * only then: stores that do not know the parameter send them as they are.
 *
 * @throws XmlSyntaxError when the document is not a whole `ListBucketResult`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html#API_ListObjectsV2_ResponseSyntax
 */
export function parseListPage(xml: string): ListPage {
  const cursor = new XmlCursor(xml);
  if (cursor.enter() !== "ListBucketResult") throw new XmlSyntaxError("Not a ListBucketResult");
  // Where it stands in the document is up to the store, but the names cannot be read without it.
  const decode = xml.includes("<EncodingType>url<") ? decodeKey : asIs;
  const objects: ObjectEntry[] = [];
  const prefixes: PrefixEntry[] = [];
  let truncated: string | undefined;
  let token: string | undefined;
  for (let name = cursor.enter(); name !== undefined; name = cursor.enter()) {
    if (name === "Contents") objects.push(readObject(cursor, decode));
    else if (name === "CommonPrefixes") prefixes.push(readPrefix(cursor, decode));
    else if (name === "IsTruncated") truncated = cursor.text();
    else if (name === "NextContinuationToken") token = cursor.text();
    else cursor.skip();
  }
  if (!xml.trimEnd().endsWith("</ListBucketResult>")) throw new XmlSyntaxError("The document ends too early");
  return {
    entries: mergeEntries(objects, prefixes),
    nextToken: truncated === "true" ? requireMarker(token) : undefined,
  };
}

type DecodeName = (name: string) => string;

function asIs(name: string): string {
  return name;
}

function readObject(cursor: XmlCursor, decode: DecodeName): ObjectEntry {
  let key = "";
  let sizeBytes = 0;
  let lastModified = "";
  let etag = "";
  let storageClass = "STANDARD";
  for (let name = cursor.enter(); name !== undefined; name = cursor.enter()) {
    if (name === "Key") key = decode(cursor.text());
    else if (name === "Size") sizeBytes = Number(cursor.text());
    else if (name === "LastModified") lastModified = cursor.text();
    else if (name === "ETag") etag = unquote(cursor.text());
    else if (name === "StorageClass") storageClass = cursor.text();
    else cursor.skip();
  }
  return { kind: "object", key, sizeBytes, lastModified: new Date(lastModified), etag, storageClass };
}

function readPrefix(cursor: XmlCursor, decode: DecodeName): PrefixEntry {
  let prefix = "";
  for (let name = cursor.enter(); name !== undefined; name = cursor.enter()) {
    if (name === "Prefix") prefix = decode(cursor.text());
    else cursor.skip();
  }
  return { kind: "prefix", prefix };
}

/** Merge objects and prefixes, which answers list apart, each in order, back into one order. */
export function mergeEntries(
  objects: readonly ObjectEntry[],
  prefixes: readonly PrefixEntry[],
): readonly ListEntry[] {
  if (prefixes.length === 0) return objects;
  if (objects.length === 0) return prefixes;
  const merged: ListEntry[] = [];
  let next = 0;
  for (const object of objects) {
    for (let prefix = prefixes[next]; prefix !== undefined; prefix = prefixes[next]) {
      if (compareUtf8(prefix.prefix, object.key) > 0) break;
      merged.push(prefix);
      next += 1;
    }
    merged.push(object);
  }
  return merged.concat(prefixes.slice(next));
}
