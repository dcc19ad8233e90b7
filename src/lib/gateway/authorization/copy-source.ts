import { parseCopySource } from "../../store/operations/copy-source.js";
import { uriEncode, uriEncodePath } from "../../wire/auth/uri-encoding.js";
import type { S3Request } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";

/** A request to copy, with its source in the one form that every store reads alike; and that source. */
export interface CopyRequest {
  readonly request: S3Request;
  readonly source: { readonly bucket: string; readonly key: string };
}

/** Operations that read an object besides the one that they write. */
export const COPIES: ReadonlySet<Operation> = new Set(["CopyObject", "UploadPartCopy"]);

/**
 * Read the source of a copy, and have the store read the very same: `x-amz-copy-source` is written anew, so that a store
 * which decodes it in another way (twice, `+` as space, without the slash) is not led to another object.
 *
 * @throws S3Error InvalidArgument
 */
export function readCopy(request: S3Request): CopyRequest {
  const { bucket, key, versionId } = parseCopySource(request.headers);
  const version = versionId === undefined ? "" : `?versionId=${uriEncode(versionId)}`;
  const source = `/${uriEncode(bucket)}/${uriEncodePath(key)}${version}`;
  return {
    request: { ...request, headers: { ...request.headers, "x-amz-copy-source": source } },
    source: { bucket, key },
  };
}
