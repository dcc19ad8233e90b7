import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AccessDeniedError, NotFoundError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { listBuckets } from "../s3/list-buckets.js";
import { translateError } from "../s3/translate-error.js";
import { setVersioning } from "./bucket-versioning.js";
import { getBucketRegion } from "./describe-bucket.js";
import { getObjectLock, setObjectLock } from "./object-lock-default.js";

export interface CreateBucketInput {
  readonly bucket: string;
  readonly versioning: boolean;
  /** Object lock; switches versioning on as well and can never be switched off again. */
  readonly objectLock: boolean;
}

export interface CreatedBucket {
  readonly bucket: string;
  /** Where it is: of a bucket that was there before, not necessarily the client's. */
  readonly region: string;
  /** False: it was there already and is the caller's own. */
  readonly created: boolean;
  /** As asked for; a bucket that was there before keeps what it had beyond that. */
  readonly versioning: boolean;
  readonly objectLock: boolean;
}

/**
 * Make a bucket in the client's region. One that exists and is the caller's own is left as it is, except that
 * versioning and object lock are switched on if asked for: running the same script twice does no harm.
 *
 * @throws ConflictError when the name is somebody else's, or the bucket is there without object lock and the store
 * wants that from the start.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateBucket.html
 */
export async function createBucket(
  client: S3Client,
  input: CreateBucketInput,
  options: CallOptions = {},
): Promise<CreatedBucket> {
  const { bucket } = input;
  const region = await client.config.region();
  const created = await createUnlessOwn(client, input, region, options);
  const versioning = input.versioning || input.objectLock;
  if (versioning && !(created && input.objectLock)) await setVersioning(client, bucket, "Enabled", options);
  if (created) return { ...input, versioning, region, created };
  if (input.objectLock) await lockUnlessLocked(client, bucket, options);
  return { ...input, versioning, region: await whereItIs(client, bucket, region, options), created };
}

async function createUnlessOwn(
  client: S3Client,
  { bucket, objectLock }: CreateBucketInput,
  region: string,
  options: CallOptions,
): Promise<boolean> {
  // S3 API, CreateBucket: in us-east-1, making one's own bucket again succeeds "and resets the bucket ACLs".
  if ((await isReachable(client, bucket, options)) && (await isOwn(client, bucket, options))) return false;
  const command = new CreateBucketCommand({
    Bucket: bucket,
    ObjectLockEnabledForBucket: objectLock ? true : undefined,
    // S3 API, CreateBucket: us-east-1 must not be named.
    CreateBucketConfiguration:
      region === "us-east-1" ? undefined : { LocationConstraint: region as BucketLocationConstraint },
  });
  try {
    await client.send(command, toSendOptions(options));
    return true;
  } catch (error) {
    if ((error as Error).name === "BucketAlreadyOwnedByYou") return false;
    throw translateError(error, { bucket, operation: "CreateBucket" });
  }
}

/** Credentials that may not list buckets, but reach this one, are taken at their word. */
async function isOwn(client: S3Client, bucket: string, options: CallOptions): Promise<boolean> {
  try {
    for await (const { name } of listBuckets(client, { ...options, prefix: bucket }))
      if (name === bucket) return true;
    return false;
  } catch (error) {
    if (error instanceof AccessDeniedError) return true;
    throw error;
  }
}

async function isReachable(client: S3Client, bucket: string, options: CallOptions): Promise<boolean> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), toSendOptions(options));
    return true;
  } catch (error) {
    const status = (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;
    const translated = translateError(error, { bucket, operation: "HeadBucket" });
    // 403, 301, 400: it may be anybody's; creating it gives the full answer.
    if (translated instanceof NotFoundError || (status !== undefined && status < 500)) return false;
    throw translated;
  }
}

/** Setting the lock anew would take away the default retention that the bucket may have. */
async function lockUnlessLocked(client: S3Client, bucket: string, options: CallOptions): Promise<void> {
  if ((await getObjectLock(client, bucket, options)) === undefined)
    await setObjectLock(client, bucket, undefined, options);
}

/** Credentials that may not ask are answered with the region that the bucket was reached in. */
async function whereItIs(
  client: S3Client,
  bucket: string,
  region: string,
  options: CallOptions,
): Promise<string> {
  try {
    return await getBucketRegion(client, bucket, options);
  } catch (error) {
    if (error instanceof AccessDeniedError) return region;
    throw error;
  }
}
