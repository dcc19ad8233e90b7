import type { Environment } from "./environment.js";
import { readSettings, settingsFile, writeSettings } from "./settings-file.js";

/** `unknown`: could not be found out, for instance for want of a right. */
export type Finding = "yes" | "no" | "unknown";

/** What a store can do, as `s3kit profile check` found out. */
export interface StoreCapabilities {
  /** PutObject with `If-None-Match: *` fails when the key exists. */
  readonly ifNoneMatch: Finding;
  /** PutObject with `If-Match` fails when the ETag differs and succeeds when it does not. */
  readonly ifMatch: Finding;
  /** CompleteMultipartUpload honours `If-None-Match: *`. */
  readonly completeIfNoneMatch: Finding;
  /** DeleteObject honours `If-Match`. */
  readonly deleteIfMatch: Finding;
  /** A wrong `x-amz-checksum-crc32` header is refused. */
  readonly checksumHeader: Finding;
  /** A body with a trailing checksum (`aws-chunked`) is decoded and verified. */
  readonly checksumTrailer: Finding;
  /** A wrong `Content-MD5` is refused. */
  readonly contentMd5: Finding;
  readonly versioning: Finding;
  readonly cors: Finding;
  readonly policy: Finding;
  readonly publicAccessBlock: Finding;
  readonly tagging: Finding;
  readonly objectLock: Finding;
  readonly multipart: Finding;
  readonly objectAttributes: Finding;
  readonly presigned: Finding;
  readonly sts: Finding;
}

export interface CheckedCapabilities extends StoreCapabilities {
  /** ISO 8601. */
  readonly checkedAt: string;
}

/** What was found out about the store at an endpoint; undefined when it was never checked. */
export async function knownCapabilities(
  endpoint: string,
  env: Environment,
): Promise<CheckedCapabilities | undefined> {
  const found = (await readSettings(settingsFile("stores", env)))[endpoint];
  return typeof found === "object" && found !== null ? (found as CheckedCapabilities) : undefined;
}

/** Keep what was found out about the store at an endpoint, for later commands. */
export async function rememberCapabilities(
  endpoint: string,
  capabilities: CheckedCapabilities,
  env: Environment,
): Promise<void> {
  await writeSettings(settingsFile("stores", env), { [endpoint]: capabilities });
}
