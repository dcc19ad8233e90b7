import type { HeadObjectCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { NotFoundError } from "../errors/s3kit-error.js";
import { connectionContext } from "./client-connection.js";
import { translateServiceFailure } from "./failures/translate-service-failure.js";
import { unquote } from "./keys.js";
import { toSendOptions, type CallOptions } from "./call-options.js";
import { translateError } from "./translate-error.js";

export interface HeadObjectInput {
  readonly bucket: string;
  readonly key: string;
  readonly versionId?: string | undefined;
}

export interface ObjectDetails {
  readonly bucket: string;
  readonly key: string;
  /** Undefined in buckets without versioning. */
  readonly versionId: string | undefined;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Without quotes. */
  readonly etag: string;
  readonly storageClass: string;
  readonly contentType: string | undefined;
  readonly contentEncoding: string | undefined;
  readonly contentDisposition: string | undefined;
  readonly contentLanguage: string | undefined;
  readonly cacheControl: string | undefined;
  readonly expires: string | undefined;
  /** User metadata by lower-case name. */
  readonly metadata: Readonly<Record<string, string>>;
  /** What the store says about checksums: by algorithm (`CRC32`, `SHA256`…), base64. */
  readonly checksums: Readonly<Record<string, string>>;
  readonly checksumType: string | undefined;
  readonly partsCount: number | undefined;
  readonly serverSideEncryption: string | undefined;
  readonly kmsKeyId: string | undefined;
  readonly lockMode: string | undefined;
  readonly lockedUntil: Date | undefined;
  readonly legalHold: boolean;
  /** As the store words it: `ongoing-request="false", expiry-date=…`. */
  readonly restore: string | undefined;
  readonly expiration: string | undefined;
  readonly replicationStatus: string | undefined;
}

/**
 * Read what a store knows about an object, without its bytes.
 *
 * @throws NotFoundError when there is no such object or bucket.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
 */
export async function headObject(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: CallOptions = {},
): Promise<ObjectDetails> {
  const { HeadObjectCommand } = await import("@aws-sdk/client-s3");
  const command = new HeadObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ChecksumMode: "ENABLED",
  });
  try {
    const head = await client.send(command, toSendOptions(options));
    return { bucket, key, ...toDetails(head) };
  } catch (error) {
    const translated = translateError(error, { bucket, key, operation: "HeadObject" });
    if (translated instanceof NotFoundError)
      throw await whatIsMissing(client, translated, { bucket, key }, options);
    throw translated;
  }
}

/** HEAD is answered without a body, so whether the key or the bucket is missing has to be asked. */
async function whatIsMissing(
  client: S3Client,
  notFound: NotFoundError,
  { bucket, key }: HeadObjectInput,
  options: CallOptions,
): Promise<unknown> {
  const { HeadBucketCommand } = await import("@aws-sdk/client-s3");
  const context = { ...connectionContext(client), bucket, key };
  const failure = { status: 404, message: "", headers: {}, details: {}, cause: notFound.cause };
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), toSendOptions(options));
  } catch (error) {
    const isMissing = translateError(error) instanceof NotFoundError;
    return isMissing ? translateServiceFailure({ ...failure, code: "NoSuchBucket" }, context) : notFound;
  }
  return translateServiceFailure({ ...failure, code: "NoSuchKey" }, context);
}

function toDetails(head: HeadObjectCommandOutput): Omit<ObjectDetails, "bucket" | "key"> {
  return {
    versionId: head.VersionId,
    sizeBytes: head.ContentLength ?? 0,
    lastModified: head.LastModified ?? new Date(0),
    etag: unquote(head.ETag ?? ""),
    storageClass: head.StorageClass ?? "STANDARD",
    contentType: head.ContentType,
    contentEncoding: head.ContentEncoding,
    contentDisposition: head.ContentDisposition,
    contentLanguage: head.ContentLanguage,
    cacheControl: head.CacheControl,
    expires: head.ExpiresString,
    metadata: head.Metadata ?? {},
    checksums: checksumsOf(head),
    checksumType: head.ChecksumType,
    partsCount: head.PartsCount,
    serverSideEncryption: head.ServerSideEncryption,
    kmsKeyId: head.SSEKMSKeyId,
    lockMode: head.ObjectLockMode,
    lockedUntil: head.ObjectLockRetainUntilDate,
    legalHold: head.ObjectLockLegalHoldStatus === "ON",
    restore: head.Restore,
    expiration: head.Expiration,
    replicationStatus: head.ReplicationStatus,
  };
}

function checksumsOf(head: HeadObjectCommandOutput): Readonly<Record<string, string>> {
  const named = {
    CRC32: head.ChecksumCRC32,
    CRC32C: head.ChecksumCRC32C,
    CRC64NVME: head.ChecksumCRC64NVME,
    SHA1: head.ChecksumSHA1,
    SHA256: head.ChecksumSHA256,
  };
  return Object.fromEntries(
    Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
