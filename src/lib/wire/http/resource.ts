import { Buffer } from "node:buffer";
import { S3Error } from "../s3-error.js";
import type { HostName } from "./host.js";
import { decodePercent } from "./request-target.js";

/** What a request is about; also the second column of the routing table. */
export type ResourceKind = "service" | "bucket" | "object";

export interface Resource {
  readonly kind: ResourceKind;
  readonly bucket: string | undefined;
  readonly key: string | undefined;
}

/** Source: S3 User Guide, "Naming Amazon S3 objects". */
const MAX_KEY_BYTES = 1024;

/**
 * Find bucket and key: in path style `/bucket/key`, in virtual-host style the bucket is in the host and the whole path
 * is the key. `/bucket/` is the bucket. Keys are decoded once and otherwise left alone.
 *
 * @throws S3Error InvalidURI, InvalidBucketName for an empty bucket segment, KeyTooLongError
 */
export function parseResource(rawPath: string, host: HostName): Resource {
  const path = rawPath.slice(1);
  if (host.bucket !== undefined) return resourceOf(host.bucket, path);
  if (path === "") return { kind: "service", bucket: undefined, key: undefined };
  const slash = path.indexOf("/");
  if (slash === -1) return resourceOf(decodePercent(path), "");
  return resourceOf(decodePercent(path.slice(0, slash)), path.slice(slash + 1));
}

/** @throws S3Error KeyTooLongError above {@link MAX_KEY_BYTES} bytes of UTF-8. */
export function assertKeyLength(key: string): void {
  const sizeBytes = Buffer.byteLength(key);
  if (sizeBytes <= MAX_KEY_BYTES) return;
  const details = { Size: sizeBytes.toString(), MaxSizeAllowed: MAX_KEY_BYTES.toString() };
  throw new S3Error("KeyTooLongError", "Your key is too long", { details });
}

function resourceOf(bucket: string, rawKey: string): Resource {
  if (bucket === "") throw new S3Error("InvalidBucketName", "The specified bucket is not valid.");
  if (rawKey === "") return { kind: "bucket", bucket, key: undefined };
  const key = decodePercent(rawKey);
  assertKeyLength(key);
  return { kind: "object", bucket, key };
}
