import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import type { Readable } from "node:stream";
import { GetObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { toSendOptions } from "../s3/call-options.js";
import { translateError } from "../s3/translate-error.js";
import { translateFileError } from "./file-errors.js";
import { sameContent } from "./compare-content.js";
import { sizeOf, type SyncFile } from "./plan-sync.js";

/** How closely two files of one size are looked at. */
export type DiffThoroughness =
  /** Not at all. */
  | "size"
  /** By ETags and checksums that the stores keep; local files are read. What those cannot tell counts as different. */
  | "digest"
  /** As `digest`, and both sides are read to the end where that finds no match. */
  | "bytes";

export interface ReadableSide {
  readonly file: SyncFile;
  readonly client: S3Client;
}

/**
 * Whether two files hold the same. Memory: a few chunks.
 *
 * @throws what reading either side throws.
 */
export async function compareFiles(
  left: ReadableSide,
  right: ReadableSide,
  { thoroughness, signal }: { readonly thoroughness: DiffThoroughness; readonly signal: AbortSignal },
): Promise<boolean> {
  if (sizeOf(left.file) !== sizeOf(right.file)) return false;
  if (thoroughness === "size") return true;
  if (left.file.kind === "local" && right.file.kind === "local") return sameBytes(left, right, signal);
  if (hasSameEtag(left.file, right.file)) return true;
  const access = { sourceClient: left.client, client: right.client, signal };
  if (await sameContent(left.file, right.file, access)) return true;
  return thoroughness === "bytes" && sameBytes(left, right, signal);
}

/** Different ETags do not tell: one may be of another kind, or the object was cut into other parts. */
function hasSameEtag(left: SyncFile, right: SyncFile): boolean {
  if (left.kind === "local" || right.kind === "local") return false;
  return left.object.etag !== "" && left.object.etag === right.object.etag;
}

async function sameBytes(left: ReadableSide, right: ReadableSide, signal: AbortSignal): Promise<boolean> {
  const [one, other] = await Promise.all([digest(left, signal), digest(right, signal)]);
  return one.equals(other);
}

async function digest({ file, client }: ReadableSide, signal: AbortSignal): Promise<Buffer> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of await open(file, client, signal)) hash.update(chunk);
  } catch (error) {
    throw file.kind === "local"
      ? translateFileError(error, file.file.path)
      : translateError(error, file.object);
  }
  return hash.digest();
}

async function open(
  file: SyncFile,
  client: S3Client,
  signal: AbortSignal,
): Promise<AsyncIterable<Uint8Array>> {
  if (file.kind === "local") return createReadStream(file.file.path, { signal }) as AsyncIterable<Buffer>;
  const command = new GetObjectCommand({ Bucket: file.object.bucket, Key: file.object.key });
  const { Body } = await client.send(command, toSendOptions({ signal }));
  return Body as Readable as AsyncIterable<Uint8Array>;
}
