import { S3Error } from "../../wire/s3-error.js";
import type { BucketRecord, ObjectVersion, StoreEngine } from "../engine.js";
import { versionHeader } from "./object-headers.js";

/**
 * The object that a read is about: the newest version, or the one named.
 *
 * @throws {@link S3Error} NoSuchKey, NoSuchVersion, or MethodNotAllowed for a delete marker that was named.
 */
export function findReadableVersion(
  engine: StoreEngine,
  bucket: BucketRecord,
  key: string,
  versionId?: string,
): ObjectVersion {
  const version = engine.find(bucket.name, key, versionId);
  if (version === undefined) throw missing(key, versionId);
  if (!version.isDeleteMarker) return version;
  throw versionId === undefined ? markedDeleted(version, bucket) : markerNamed(version, bucket);
}

function missing(key: string, versionId: string | undefined): S3Error {
  if (versionId === undefined) {
    return new S3Error("NoSuchKey", "The specified key does not exist.", { details: { Key: key } });
  }
  return new S3Error("NoSuchVersion", "The specified version does not exist.", {
    details: { Key: key, VersionId: versionId },
  });
}

function markedDeleted(marker: ObjectVersion, bucket: BucketRecord): S3Error {
  return new S3Error("NoSuchKey", "The specified key does not exist.", {
    details: { Key: marker.key },
    headers: { "x-amz-delete-marker": "true", ...versionHeader(marker, bucket) },
  });
}

function markerNamed(marker: ObjectVersion, bucket: BucketRecord): S3Error {
  return new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.", {
    details: { Method: "GET", ResourceType: "DeleteMarker" },
    headers: {
      "x-amz-delete-marker": "true",
      allow: "DELETE",
      "last-modified": marker.lastModified.toUTCString(),
      ...versionHeader(marker, bucket),
    },
  });
}
