import { evaluateCopySourceConditions } from "../../wire/conditions/read-conditions.js";
import type { Headers } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { BucketRecord, ObjectVersion } from "../engine.js";
import { findReadableVersion } from "./find-version.js";
import { checkedKey } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";

export interface CopySourceName {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

export interface CopySource {
  readonly bucket: BucketRecord;
  readonly version: ObjectVersion;
}

/**
 * Read `x-amz-copy-source`: `bucket/key` with or without a leading slash, percent-encoded once, and perhaps
 * `?versionId=…` behind it (a question mark of the key itself is encoded).
 *
 * @throws {@link S3Error} InvalidArgument
 */
export function parseCopySource(headers: Headers): CopySourceName {
  const value = headers["x-amz-copy-source"] ?? "";
  const [, encoded = value, versionId] = /^(.*)\?versionId=([^?]*)$/s.exec(value) ?? [];
  const path = decodeSource(encoded).replace(/^\//, "");
  const slash = path.indexOf("/");
  if (slash < 1 || slash === path.length - 1 || versionId === "") throw notASource(value);
  return { bucket: path.slice(0, slash), key: checkedKey(path.slice(slash + 1)), versionId };
}

/**
 * Find what is to be copied, after its `x-amz-copy-source-if-…` conditions held.
 *
 * @throws {@link S3Error} NoSuchBucket, NoSuchKey, NoSuchVersion, PreconditionFailed; InvalidRequest for a delete marker.
 */
export function findCopySource({ engine }: StoreContext, headers: Headers): CopySource {
  const name = parseCopySource(headers);
  const bucket = engine.getBucket(name.bucket);
  const version = findSourceVersion({ engine }, bucket, name);
  evaluateCopySourceConditions(headers, version);
  return { bucket, version };
}

function findSourceVersion(
  { engine }: Pick<StoreContext, "engine">,
  bucket: BucketRecord,
  { key, versionId }: CopySourceName,
): ObjectVersion {
  const named = versionId === undefined ? undefined : engine.find(bucket.name, key, versionId);
  if (named?.isDeleteMarker === true) {
    throw new S3Error(
      "InvalidRequest",
      "The source of a copy request may not specifically refer to a delete marker",
    );
  }
  return findReadableVersion(engine, bucket, key, versionId);
}

function decodeSource(encoded: string): string {
  try {
    return decodeURIComponent(encoded);
  } catch (cause) {
    throw new S3Error("InvalidArgument", "Invalid copy source encoding.", { cause });
  }
}

function notASource(value: string): S3Error {
  return new S3Error(
    "InvalidArgument",
    "Copy Source must mention the source bucket and key: sourcebucket/sourcekey",
    {
      details: { ArgumentName: "x-amz-copy-source", ArgumentValue: value },
    },
  );
}
