import {
  GetBucketCorsCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AccessDeniedError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { listBuckets } from "../s3/list-buckets.js";
import { translateError } from "../s3/translate-error.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";
import { getAcl } from "./access-control-list.js";
import { getBucketEncryption } from "./bucket-encryption.js";
import { getLifecycle } from "./bucket-lifecycle.js";
import { getOwnership, type Ownership } from "./bucket-ownership.js";
import { readSetting, type BucketSetting } from "./bucket-setting.js";
import { getBucketTags, type Tags } from "./bucket-tags.js";
import { getVersioning } from "./bucket-versioning.js";
import { judgePublicAccess, type PublicAccess } from "./judge-public-access.js";
import { getObjectLock, type ObjectLockSetting } from "./object-lock-default.js";
import { getPublicAccessBlock, type PublicAccessBlock } from "./public-access-block.js";

export interface BucketDescription {
  readonly bucket: string;
  /** Undefined where the store does not say. */
  readonly createdAt: Date | undefined;
  readonly region: BucketSetting<string>;
  /** `Enabled` or `Suspended`. */
  readonly versioning: BucketSetting<string>;
  readonly objectLock: BucketSetting<ObjectLockSetting>;
  /** The algorithm: `AES256`, `aws:kms`. */
  readonly encryption: BucketSetting<string>;
  readonly ownership: BucketSetting<Ownership>;
  /** How many statements, rules or rules there are. */
  readonly policyStatements: BucketSetting<number>;
  readonly corsRules: BucketSetting<number>;
  readonly lifecycleRules: BucketSetting<number>;
  readonly publicAccessBlock: BucketSetting<PublicAccessBlock>;
  /** Whether the world gets in, and why, from policy, ACL, ownership and public access block together. */
  readonly publicAccess: PublicAccess;
  readonly tags: BucketSetting<Tags>;
}

/**
 * Read a bucket's settings, all at once. What the store lacks or these credentials may not read is said so in its
 * place; only the bucket itself has to be there.
 *
 * @throws NotFoundError when there is no such bucket.
 */
export async function describeBucket(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<BucketDescription> {
  await assertExists(client, bucket, options);
  const [createdAt, region, versioning, objectLock, encryption, corsRules, lifecycleRules, tags, openness] =
    await Promise.all([
      readCreationTime(client, bucket, options),
      readSetting(() => getBucketRegion(client, bucket, options)),
      readSetting(() => getVersioning(client, bucket, options)),
      readSetting(() => getObjectLock(client, bucket, options)),
      readSetting(async () => (await getBucketEncryption(client, bucket, options))?.algorithm),
      readSetting(() => countCorsRules(client, bucket, options)),
      readSetting(async () => (await getLifecycle(client, bucket, options))?.Rules.length),
      readSetting(() => getBucketTags(client, bucket, options)),
      readPublicAccess(client, bucket, options),
    ]);
  return {
    bucket,
    createdAt,
    region,
    versioning,
    objectLock,
    encryption,
    ownership: openness.ownership,
    policyStatements: openness.policyStatements,
    corsRules,
    lifecycleRules,
    publicAccessBlock: openness.block,
    publicAccess: openness.access,
    tags,
  };
}

/** What opens a bucket to the world or keeps it shut, and what that comes to. */
export interface BucketOpenness {
  readonly block: BucketSetting<PublicAccessBlock>;
  readonly ownership: BucketSetting<Ownership>;
  readonly policyStatements: BucketSetting<number>;
  readonly access: PublicAccess;
  /** The same, were the block this one. */
  accessUnder(block: PublicAccessBlock): PublicAccess;
}

/**
 * Read all that decides whether a bucket is open to the world. Parts that may not be read, or that the store lacks,
 * are said so.
 *
 * @throws NotFoundError when there is no such bucket.
 */
export async function readPublicAccess(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<BucketOpenness> {
  const [block, ownership, policy, acl] = await Promise.all([
    readSetting(() => getPublicAccessBlock(client, bucket, options)),
    readSetting(() => getOwnership(client, bucket, options)),
    readSetting(() => readPolicy(client, bucket, options)),
    readSetting(async () => (await getAcl(client, { bucket, key: "" }, options)).grants),
  ]);
  const facts = { block, ownership, policy, acl };
  return {
    block,
    ownership,
    policyStatements:
      policy.state === "set" ? { state: "set", value: countStatements(policy.value) } : policy,
    access: judgePublicAccess(bucket, facts),
    accessUnder: (value) => judgePublicAccess(bucket, { ...facts, block: { state: "set", value } }),
  };
}

/** The region that a bucket is in. @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketLocation.html */
export async function getBucketRegion(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<string> {
  const { LocationConstraint } = await translating({ bucket, operation: "GetBucketLocation" }, () =>
    client.send(new GetBucketLocationCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  // S3 API, GetBucketLocation: us-east-1 is null, and "EU" is what eu-west-1 once was called.
  if (LocationConstraint === undefined || (LocationConstraint as string) === "") return "us-east-1";
  return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
}

async function assertExists(client: S3Client, bucket: string, options: CallOptions): Promise<void> {
  await translating({ bucket, operation: "HeadBucket" }, () =>
    client.send(new HeadBucketCommand({ Bucket: bucket }), toSendOptions(options)),
  );
}

/** Only the list of buckets has it. */
async function readCreationTime(
  client: S3Client,
  bucket: string,
  options: CallOptions,
): Promise<Date | undefined> {
  try {
    for await (const { name, createdAt } of listBuckets(client, { ...options, prefix: bucket }))
      if (name === bucket) return createdAt;
    return undefined;
  } catch (error) {
    const translated = translateError(error);
    if (translated instanceof AccessDeniedError || translated instanceof UnsupportedByStoreError)
      return undefined;
    throw translated;
  }
}

async function readPolicy(
  client: S3Client,
  bucket: string,
  options: CallOptions,
): Promise<string | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketPolicy" }, () =>
    client.send(new GetBucketPolicyCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  const policy = answer?.Policy ?? "";
  // A store that ignores `?policy` lists the bucket.
  if (policy.trimStart().startsWith("<")) throw lackingFeature(client, "bucket policies (GetBucketPolicy)");
  return policy === "" ? undefined : policy;
}

function countStatements(policy: string): number {
  const { Statement } = JSON.parse(policy) as { readonly Statement?: unknown };
  return Array.isArray(Statement) ? Statement.length : 1;
}

async function countCorsRules(
  client: S3Client,
  bucket: string,
  options: CallOptions,
): Promise<number | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketCors" }, () =>
    client.send(new GetBucketCorsCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  return answer?.CORSRules?.length;
}
