import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { ListPage, ListedVersion, StoreEngine } from "../engine.js";
import { decodeContinuationToken, encodeContinuationToken } from "./continuation-token.js";
import { encodedIfAny, type ListParameters, listParameters } from "./list-parameters.js";
import { quoteEtag } from "./object-headers.js";
import { ownerElement } from "./owner.js";
import { bucketOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

/** ListObjects, the first version of the API: it pages by the last name seen. */
export function listObjects(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const parameters = listParameters(request, "max-keys");
  const { prefix, delimiter, limit, encode } = parameters;
  const marker = request.query.get("marker") ?? "";
  const page = readPage(engine, bucket, parameters, marker);
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    // Only with a delimiter, as in S3: without one the last key serves.
    NextMarker: page.isTruncated && delimiter !== "" ? encode(lastName(page)) : undefined,
    MaxKeys: limit,
    Delimiter: encodedIfAny(delimiter, encode),
    IsTruncated: page.isTruncated,
    EncodingType: parameters.encodingType,
    ...entriesOf(page, parameters, true),
  });
}

/** ListObjectsV2: it pages by opaque tokens. */
export function listObjectsV2(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const parameters = listParameters(request, "max-keys");
  const { prefix, delimiter, limit, encode } = parameters;
  const token = request.query.get("continuation-token");
  const startAfter = request.query.get("start-after") ?? "";
  const after = token === undefined ? startAfter : decodeContinuationToken(token);
  const page = readPage(engine, bucket, parameters, after);
  return xmlAnswer("ListBucketResult", {
    Name: bucket,
    Prefix: encode(prefix),
    StartAfter: encodedIfAny(startAfter, encode),
    ContinuationToken: token,
    NextContinuationToken: page.isTruncated ? encodeContinuationToken(lastName(page)) : undefined,
    KeyCount: page.entries.length,
    MaxKeys: limit,
    Delimiter: encodedIfAny(delimiter, encode),
    IsTruncated: page.isTruncated,
    EncodingType: parameters.encodingType,
    ...entriesOf(page, parameters, request.query.get("fetch-owner") === "true"),
  });
}

function readPage(
  engine: StoreEngine,
  bucket: string,
  { prefix, delimiter, limit }: ListParameters,
  after: string,
): ListPage<ListedVersion> {
  if (limit === 0) return { entries: [], isTruncated: false };
  return engine.list({ bucket, prefix, delimiter, limit, after });
}

function lastName({ entries }: ListPage<ListedVersion>): string {
  const last = entries.at(-1);
  if (last === undefined) return "";
  return last.kind === "item" ? last.item.key : last.prefix;
}

function entriesOf(page: ListPage<ListedVersion>, { encode }: ListParameters, withOwner: boolean) {
  const Contents: XmlContent[] = [];
  const CommonPrefixes: XmlContent[] = [];
  for (const entry of page.entries) {
    if (entry.kind === "prefix") CommonPrefixes.push({ Prefix: encode(entry.prefix) });
    else Contents.push(contentsOf(entry.item, encode, withOwner));
  }
  return { Contents, CommonPrefixes };
}

function contentsOf(version: ListedVersion, encode: (key: string) => string, withOwner: boolean): XmlContent {
  return {
    Key: encode(version.key),
    LastModified: version.lastModified,
    ETag: quoteEtag(version.etag),
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.sizeBytes,
    Owner: withOwner ? ownerElement(version.owner) : undefined,
    StorageClass: version.storageClass,
  };
}
