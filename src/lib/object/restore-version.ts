import { CopyObjectCommand, type S3Client, type StorageClass } from "@aws-sdk/client-s3";
import { NotFoundError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { headObject, type HeadObjectInput, type ObjectDetails } from "../s3/head-object.js";
import { listVersionPages, type VersionEntry } from "../s3/list-versions.js";
import { translating } from "../s3/translating.js";
import { formatS3Uri } from "../s3/uri.js";
import { copySourceOf, copyVersionInParts } from "./copy-version-in-parts.js";

export interface RestoredVersion {
  /** The version that was copied. */
  readonly restoredVersionId: string;
  /** The new one, which is the newest now; undefined where versions are not kept. */
  readonly versionId: string | undefined;
  readonly sizeBytes: number;
}

export interface RestoreVersionOptions extends CallOptions {
  /** What one CopyObject takes; larger versions are copied in parts. Default: 5 GiB. */
  readonly maxSingleCopyBytes?: number | undefined;
}

/** Source: S3 API Reference, "CopyObject". */
const MAX_SINGLE_COPY_BYTES = 5 * 1024 ** 3;

/**
 * Make an old version of an object the newest again, by having the store copy it: with its metadata, type, tags and
 * storage class. Nothing is removed, the version that was the newest is one of the old ones now.
 *
 * @param input without `versionId`: the version before the one that is seen now, or the last before it was deleted
 * @throws NotFoundError when there is no such version, or none before.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/RestoringPreviousVersions.html
 */
export async function restoreVersion(
  client: S3Client,
  { bucket, key, versionId }: HeadObjectInput,
  options: RestoreVersionOptions = {},
): Promise<RestoredVersion> {
  const wanted = versionId ?? (await findPrevious(client, { bucket, key }, options));
  const source = await headObject(client, { bucket, key, versionId: wanted }, options);
  const isSmall = source.sizeBytes <= (options.maxSingleCopyBytes ?? MAX_SINGLE_COPY_BYTES);
  const newId = isSmall
    ? await copyWhole(client, { ...source, versionId: wanted }, options)
    : await copyVersionInParts(client, { ...source, versionId: wanted }, options);
  return { restoredVersionId: wanted, versionId: newId, sizeBytes: source.sizeBytes };
}

async function copyWhole(
  client: S3Client,
  source: ObjectDetails,
  options: CallOptions,
): Promise<string | undefined> {
  const { bucket, key } = source;
  const command = new CopyObjectCommand({
    Bucket: bucket,
    Key: key,
    CopySource: copySourceOf(source),
    StorageClass: source.storageClass as StorageClass,
  });
  const { VersionId } = await translating({ bucket, key, operation: "CopyObject" }, () =>
    client.send(command, toSendOptions(options)),
  );
  return VersionId;
}

async function findPrevious(
  client: S3Client,
  { bucket, key }: HeadObjectInput,
  options: CallOptions,
): Promise<string> {
  const previous = await findSecond(client, { bucket, key }, options);
  if (previous !== undefined) return previous;
  const place = formatS3Uri({ bucket, key });
  throw new NotFoundError(`There is no version of ${place} before the one that is there now`, {
    code: "NoSuchVersion",
    hints: [`See the versions: s3kit version list ${place}`],
  });
}

/** A key is listed newest first: the first version but the one that is seen now. */
async function findSecond(
  client: S3Client,
  { bucket, key }: HeadObjectInput,
  options: CallOptions,
): Promise<string | undefined> {
  const isPrevious = (entry: VersionEntry) => !entry.isDeleteMarker && !entry.isLatest;
  for await (const page of listVersionPages(client, { bucket, prefix: key }, options)) {
    for (const entry of page) {
      if (entry.kind !== "version" || entry.key !== key) return undefined;
      if (isPrevious(entry)) return entry.versionId;
    }
  }
  return undefined;
}
