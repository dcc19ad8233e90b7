import type { AccessRequest } from "../../access/grants/decide.js";
import { RESERVED_PREFIX, isReserved } from "../../access/grants/key-safety.js";
import type { S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { ACCESS_RULES } from "./access-rules.js";
import { COPIES, readCopy } from "./copy-source.js";

/**
 * What a request does to objects and listings, all of which must be allowed. The keys in the body of DeleteObjects are not
 * among it.
 */
export function requiredAccess(request: S3Request): readonly AccessRequest[] {
  const { operation, bucket = "", key = "", query } = request;
  switch (ACCESS_RULES[operation]) {
    case "see":
      return [{ action: "see", bucket }];
    case "list":
      return [{ action: "list", bucket, prefix: query.get("prefix") ?? "" }];
    case "read":
    case "part":
      return [{ action: "read", bucket, key }];
    case "write":
      return [{ action: "write", bucket, key }];
    case "copy":
      return [
        { action: "write", bucket, key },
        { action: "read", ...readCopy(request).source },
      ];
    case "delete-many":
      return [{ action: "see", bucket }];
    case "open":
    case "buckets":
    case "administrator":
      return [];
  }
}

/**
 * Refuse whatever touches s3kit's own objects, whoever asks: the registry is changed through its commands alone.
 *
 * @throws S3Error AccessDenied
 */
export function refuseReserved(request: S3Request): void {
  const { key, query, operation } = request;
  const touched = [
    key,
    query.get("prefix"),
    COPIES.has(operation) ? readCopy(request).source.key : undefined,
  ];
  if (touched.some((place) => place !== undefined && isReserved(place))) throw reservedKey();
}

/** Says that a key is s3kit's own. */
function reservedKey(): S3Error {
  return new S3Error("AccessDenied", `Access Denied. Keys under ${RESERVED_PREFIX} are s3kit's own.`);
}
