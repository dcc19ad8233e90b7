import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { ListPage, ListedVersion, StoreEngine } from "../engine.js";
import { encodedIfAny, type ListParameters, listParameters } from "./list-parameters.js";
import { quoteEtag } from "./object-headers.js";
import { ownerElement } from "./owner.js";
import { bucketOf, invalidArgument } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

interface VersionMarker {
  readonly key: string;
  /** "" to begin with the first version behind `key`. */
  readonly versionId: string;
}

/** ListObjectVersions: every version and delete marker, newest first under each key. */
export function listObjectVersions(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const parameters = listParameters(request, "max-keys");
  const { prefix, delimiter, limit, encode } = parameters;
  const marker = markerOf(request);
  const page = readPage(engine, bucket, parameters, marker);
  const head = {
    Name: bucket,
    Prefix: encode(prefix),
    KeyMarker: encode(marker.key),
    VersionIdMarker: marker.versionId,
    ...nextMarkers(page, encode),
    MaxKeys: limit,
    Delimiter: encodedIfAny(delimiter, encode),
    IsTruncated: page.isTruncated,
    EncodingType: parameters.encodingType,
  };
  // In listing order, since some clients go by it: versions and markers take turns, prefixes come last.
  const entries = page.entries.map((entry) =>
    entry.kind === "item" ? versionElement(entry.item, encode) : {},
  );
  const prefixes = page.entries.map((entry) =>
    entry.kind === "prefix" ? { CommonPrefixes: { Prefix: encode(entry.prefix) } } : {},
  );
  return xmlAnswer("ListVersionsResult", [head, ...entries, ...prefixes]);
}

function markerOf({ query }: S3Request): VersionMarker {
  const key = query.get("key-marker") ?? "";
  const versionId = query.get("version-id-marker") ?? "";
  if (versionId === "" || key !== "") return { key, versionId };
  throw invalidArgument(
    "A version-id marker cannot be specified without a key marker.",
    "version-id-marker",
    versionId,
  );
}

function readPage(
  engine: StoreEngine,
  bucket: string,
  { prefix, delimiter, limit }: ListParameters,
  { key: after, versionId }: VersionMarker,
): ListPage<ListedVersion> {
  if (limit === 0) return { entries: [], isTruncated: false };
  return engine.listVersions({
    bucket,
    prefix,
    delimiter,
    limit,
    after,
    ...(versionId === "" ? {} : { afterVersionId: versionId }),
  });
}

function nextMarkers({ isTruncated, entries }: ListPage<ListedVersion>, encode: (key: string) => string) {
  const last = isTruncated ? entries.at(-1) : undefined;
  if (last === undefined) return {};
  if (last.kind === "prefix") return { NextKeyMarker: encode(last.prefix) };
  return { NextKeyMarker: encode(last.item.key), NextVersionIdMarker: last.item.versionId };
}

function versionElement(version: ListedVersion, encode: (key: string) => string): XmlContent {
  const common = {
    Key: encode(version.key),
    VersionId: version.versionId,
    IsLatest: version.isLatest,
    LastModified: version.lastModified,
  };
  const Owner = ownerElement(version.owner);
  if (version.isDeleteMarker) return { DeleteMarker: { ...common, Owner } };
  const bytes = {
    ETag: quoteEtag(version.etag),
    ChecksumAlgorithm: version.checksum?.algorithm,
    ChecksumType: version.checksum?.type,
    Size: version.sizeBytes,
    StorageClass: version.storageClass,
  };
  return { Version: { ...common, ...bytes, Owner } };
}
