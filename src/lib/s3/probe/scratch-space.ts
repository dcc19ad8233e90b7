import { randomUUID } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { AccessDeniedError } from "../../errors/s3kit-error.js";
import { listEntryPages } from "../list-entries.js";
import { listUploadPages } from "../list-uploads.js";
import { listVersionPages } from "../list-versions.js";
import { translateError } from "../translate-error.js";

/** Where a probe may write: a prefix in a bucket. */
export interface ScratchSpace {
  readonly bucket: string;
  /** Ends in a slash. */
  readonly prefix: string;
  /** The bucket was made for the probe, and goes with it. */
  readonly temporary: boolean;
}

/**
 * Make room for a probe: a prefix in the bucket named, else a bucket of its own.
 *
 * @throws AccessDeniedError when no bucket is named and none may be made.
 */
export async function openScratchSpace(client: S3Client, bucket: string | undefined): Promise<ScratchSpace> {
  const id = randomUUID().slice(0, 8);
  if (bucket !== undefined) return { bucket, prefix: `.s3kit-probe/${id}/`, temporary: false };
  const name = `s3kit-probe-${id}`;
  try {
    await makeBucket(client, name);
  } catch (error) {
    const translated = translateError(error, { bucket: name, operation: "CreateBucket" });
    if (!(translated instanceof AccessDeniedError) || translated.code !== "AccessDenied") throw translated;
    throw new AccessDeniedError("Not allowed to make a bucket for the check", {
      hints: ["Name a bucket that may be written to: s3kit profile check --bucket NAME"],
      cause: error,
    });
  }
  return { bucket: name, prefix: "probe/", temporary: true };
}

/** Remove all that a probe left in its space: uploads, every version, and the bucket if it was made for it. */
export async function closeScratchSpace(client: S3Client, space: ScratchSpace): Promise<void> {
  const { AbortMultipartUploadCommand, DeleteBucketCommand, DeleteObjectCommand } =
    await import("@aws-sdk/client-s3");
  const { bucket: Bucket, prefix } = space;
  for await (const { key: Key, uploadId: UploadId } of uploadsIn(client, space)) {
    await client.send(new AbortMultipartUploadCommand({ Bucket, Key, UploadId }));
  }
  for await (const { key: Key, versionId } of versionsIn(client, space)) {
    if (!Key.startsWith(prefix)) continue;
    await client.send(new DeleteObjectCommand({ Bucket, Key, VersionId: versionId }));
  }
  if (space.temporary) await client.send(new DeleteBucketCommand({ Bucket }));
}

async function makeBucket(client: S3Client, bucket: string): Promise<void> {
  const { CreateBucketCommand } = await import("@aws-sdk/client-s3");
  const region = await client.config.region();
  const isAws = (await client.config.endpoint?.()) === undefined;
  // Only AWS insists on it; other stores often refuse constraints they do not know.
  const constraint =
    isAws && region !== "us-east-1" ? { LocationConstraint: region as "eu-west-1" } : undefined;
  await client.send(
    new CreateBucketCommand({
      Bucket: bucket,
      ...(constraint === undefined ? {} : { CreateBucketConfiguration: constraint }),
    }),
  );
}

async function* uploadsIn(client: S3Client, { bucket, prefix }: ScratchSpace) {
  for await (const page of listUploadPages(client, { bucket, prefix })) yield* page;
}

/** Stores without versions may not list any: then objects are all there is. */
async function* versionsIn(
  client: S3Client,
  { bucket, prefix }: ScratchSpace,
): AsyncGenerator<{ key: string; versionId: string | undefined }> {
  try {
    for await (const page of listVersionPages(client, { bucket, prefix })) {
      for (const entry of page) if (entry.kind === "version") yield entry;
    }
    return;
  } catch (error) {
    if (error instanceof AccessDeniedError) throw error;
  }
  for await (const page of listEntryPages(client, { bucket, prefix })) {
    for (const entry of page) if (entry.kind === "object") yield { key: entry.key, versionId: undefined };
  }
}
