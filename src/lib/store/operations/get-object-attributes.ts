import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { ObjectVersion, StoredChecksum } from "../engine.js";
import { findReadableVersion } from "./find-version.js";
import { versionHeader } from "./object-headers.js";
import { bucketOf, invalidArgument, keyOf, versionIdOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

const ATTRIBUTES = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"];
const MAX_PARTS = 1000;

/** GetObjectAttributes: those that `x-amz-object-attributes` names, and no others. */
export function getObjectAttributes(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request));
  const version = findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
  const wanted = wantedAttributes(request);
  const only = <T>(name: string, value: T) => (wanted.has(name) ? value : undefined);
  const content = {
    // Without quotes, unlike everywhere else.
    ETag: only("ETag", version.etag),
    Checksum: only("Checksum", checksumElement(version.checksum)),
    ObjectParts: wanted.has("ObjectParts") ? partsElement(request, version) : undefined,
    StorageClass: only("StorageClass", version.attributes.storageClass),
    ObjectSize: only("ObjectSize", version.sizeBytes),
  };
  return xmlAnswer("GetObjectAttributesResponse", content, {
    "last-modified": version.lastModified.toUTCString(),
    ...versionHeader(version, bucket),
  });
}

function wantedAttributes({ headers }: S3Request): ReadonlySet<string> {
  const header = headers["x-amz-object-attributes"] ?? "";
  const names = header.split(",").map((name) => name.trim());
  const unknown = names.find((name) => !ATTRIBUTES.includes(name));
  if (unknown === undefined) return new Set(names);
  throw invalidArgument("Invalid attribute name specified.", "x-amz-object-attributes", header);
}

function checksumElement(checksum: StoredChecksum | undefined) {
  if (checksum === undefined) return undefined;
  return { [`Checksum${checksum.algorithm}`]: checksum.value, ChecksumType: checksum.type };
}

function partsElement(request: S3Request, { parts, checksum }: ObjectVersion) {
  if (parts === undefined) return undefined;
  const after = headerNumber(request, "x-amz-part-number-marker", 0);
  const limit = Math.min(headerNumber(request, "x-amz-max-parts", MAX_PARTS), MAX_PARTS);
  const rest = parts.filter(({ partNumber }) => partNumber > after);
  const page = rest.slice(0, limit);
  return {
    PartsCount: parts.length,
    PartNumberMarker: after,
    NextPartNumberMarker: page.at(-1)?.partNumber ?? 0,
    MaxParts: limit,
    IsTruncated: rest.length > page.length,
    Part: page.map((part) => ({
      PartNumber: part.partNumber,
      Size: part.sizeBytes,
      ...(checksum === undefined ? {} : { [`Checksum${checksum.algorithm}`]: part.checksum }),
    })),
  };
}

function headerNumber({ headers }: S3Request, name: string, fallback: number): number {
  const value = headers[name];
  if (value === undefined) return fallback;
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw invalidArgument(`Argument ${name} must be an integer`, name, value);
}
