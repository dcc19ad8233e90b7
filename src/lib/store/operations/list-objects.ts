import type { S3Request, S3Response } from "../../wire/exchange.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import type { ListPage, ListedVersion, StoreEngine } from "../engine.js";
import { decodeContinuationToken, encodeContinuationToken } from "./continuation-token.js";
import { encodedIfAny, type ListParameters, listParameters } from "./list-parameters.js";
import { lastName, renderEntries } from "./list-entries.js";
import { bucketOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { documentAnswer } from "./xml-answer.js";

const ROOT = "ListBucketResult";

/** ListObjects, the first version of the API: it pages by the last name seen. */
export function listObjects(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const parameters = listParameters(request, "max-keys");
  const { prefix, delimiter, limit, encode } = parameters;
  const marker = request.query.get("marker") ?? "";
  const page = readPage(engine, bucket, parameters, marker);
  const head = {
    Name: bucket,
    Prefix: encode(prefix),
    Marker: encode(marker),
    // Only with a delimiter, as in S3: without one the last key serves.
    NextMarker: page.isTruncated && delimiter !== "" ? encode(lastName(page)) : undefined,
    MaxKeys: limit,
    Delimiter: encodedIfAny(delimiter, encode),
    IsTruncated: page.isTruncated,
    EncodingType: parameters.encodingType,
  };
  return withEntries(head, renderEntries(page, encode, true));
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
  const head = {
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
  };
  return withEntries(head, renderEntries(page, encode, request.query.get("fetch-owner") === "true"));
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

/** The document with the page's entries at its end. */
function withEntries(head: XmlContent, entries: string): S3Response {
  const document = renderXml(ROOT, head);
  const closing = `</${ROOT}>`;
  return documentAnswer(document.slice(0, -closing.length) + entries + closing);
}
