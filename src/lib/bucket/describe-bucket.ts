import {
  GetBucketEncryptionCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketLocationCommand,
  GetBucketPolicyCommand,
  GetBucketTaggingCommand,
  GetBucketVersioningCommand,
  GetObjectLockConfigurationCommand,
  GetPublicAccessBlockCommand,
  HeadBucketCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { AccessDeniedError, NotFoundError, UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { listBuckets } from "../s3/list-buckets.js";
import { translateError } from "../s3/translate-error.js";

/** One setting of a bucket, or why it is not known. */
export type BucketSetting<Value> =
  | { readonly state: "set"; readonly value: Value }
  | { readonly state: "unset" | "denied" | "unsupported" };

export interface ObjectLockSetting {
  readonly mode: string | undefined;
  readonly days: number | undefined;
  readonly years: number | undefined;
}

export interface PublicAccessBlockSetting {
  readonly blockPublicAcls: boolean;
  readonly ignorePublicAcls: boolean;
  readonly blockPublicPolicy: boolean;
  readonly restrictPublicBuckets: boolean;
}

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
  /** How many statements, rules or rules there are. */
  readonly policyStatements: BucketSetting<number>;
  readonly corsRules: BucketSetting<number>;
  readonly lifecycleRules: BucketSetting<number>;
  readonly publicAccessBlock: BucketSetting<PublicAccessBlockSetting>;
  readonly tags: BucketSetting<Readonly<Record<string, string>>>;
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
  const reader: SettingReader = { client, input: { Bucket: bucket }, send: toSendOptions(options) };
  const [createdAt, ...settings] = await Promise.all([
    readCreationTime(client, bucket, options),
    readSetting(() => readRegion(reader)),
    readSetting(() => readVersioning(reader)),
    readSetting(() => readObjectLock(reader)),
    readSetting(() => readEncryption(reader)),
    readSetting(() => countPolicyStatements(reader)),
    readSetting(() => countCorsRules(reader)),
    readSetting(() => countLifecycleRules(reader)),
    readSetting(() => readPublicAccessBlock(reader)),
    readSetting(() => readTags(reader)),
  ]);
  const [region, versioning, objectLock, encryption, policyStatements, corsRules, ...rest] = settings;
  const [lifecycleRules, publicAccessBlock, tags] = rest;
  return {
    bucket,
    createdAt,
    region,
    versioning,
    objectLock,
    encryption,
    policyStatements,
    corsRules,
    lifecycleRules,
    publicAccessBlock,
    tags,
  };
}

interface SettingReader {
  readonly client: S3Client;
  readonly input: { readonly Bucket: string };
  readonly send: ReturnType<typeof toSendOptions>;
}

async function assertExists(client: S3Client, bucket: string, options: CallOptions): Promise<void> {
  try {
    await client.send(new HeadBucketCommand({ Bucket: bucket }), toSendOptions(options));
  } catch (error) {
    throw translateError(error, { bucket, operation: "HeadBucket" });
  }
}

/** Only the list of buckets has it. */
async function readCreationTime(
  client: S3Client,
  bucket: string,
  options: CallOptions,
): Promise<Date | undefined> {
  try {
    for await (const { name, createdAt } of listBuckets(client, options))
      if (name === bucket) return createdAt;
    return undefined;
  } catch (error) {
    if (error instanceof AccessDeniedError || error instanceof UnsupportedByStoreError) return undefined;
    throw error;
  }
}

async function readSetting<Value>(read: () => Promise<Value | undefined>): Promise<BucketSetting<Value>> {
  try {
    const value = await read();
    return value === undefined ? { state: "unset" } : { state: "set", value };
  } catch (error) {
    const translated = translateError(error);
    if (translated instanceof NotFoundError) return { state: "unset" };
    if (translated instanceof AccessDeniedError) return { state: "denied" };
    if (translated instanceof UnsupportedByStoreError) return { state: "unsupported" };
    throw translated;
  }
}

async function readRegion({ client, input, send }: SettingReader): Promise<string> {
  const { LocationConstraint } = await client.send(new GetBucketLocationCommand(input), send);
  // S3 API, GetBucketLocation: us-east-1 is null, and "EU" is what eu-west-1 once was called.
  if (LocationConstraint === undefined) return "us-east-1";
  return LocationConstraint === "EU" ? "eu-west-1" : LocationConstraint;
}

async function readVersioning({ client, input, send }: SettingReader): Promise<string | undefined> {
  const { Status } = await client.send(new GetBucketVersioningCommand(input), send);
  return Status;
}

async function readObjectLock({
  client,
  input,
  send,
}: SettingReader): Promise<ObjectLockSetting | undefined> {
  const answer = await client.send(new GetObjectLockConfigurationCommand(input), send);
  if (answer.ObjectLockConfiguration?.ObjectLockEnabled !== "Enabled") return undefined;
  const retention = answer.ObjectLockConfiguration.Rule?.DefaultRetention;
  return { mode: retention?.Mode, days: retention?.Days, years: retention?.Years };
}

async function readEncryption({ client, input, send }: SettingReader): Promise<string | undefined> {
  const answer = await client.send(new GetBucketEncryptionCommand(input), send);
  const [rule] = answer.ServerSideEncryptionConfiguration?.Rules ?? [];
  return rule?.ApplyServerSideEncryptionByDefault?.SSEAlgorithm;
}

async function countPolicyStatements({ client, input, send }: SettingReader): Promise<number | undefined> {
  const { Policy } = await client.send(new GetBucketPolicyCommand(input), send);
  if (Policy === undefined || Policy === "") return undefined;
  const { Statement } = JSON.parse(Policy) as { readonly Statement?: unknown };
  return Array.isArray(Statement) ? Statement.length : 1;
}

async function countCorsRules({ client, input, send }: SettingReader): Promise<number | undefined> {
  const { CORSRules } = await client.send(new GetBucketCorsCommand(input), send);
  return CORSRules?.length;
}

async function countLifecycleRules({ client, input, send }: SettingReader): Promise<number | undefined> {
  const { Rules } = await client.send(new GetBucketLifecycleConfigurationCommand(input), send);
  return Rules?.length;
}

async function readPublicAccessBlock({
  client,
  input,
  send,
}: SettingReader): Promise<PublicAccessBlockSetting | undefined> {
  const answer = await client.send(new GetPublicAccessBlockCommand(input), send);
  const block = answer.PublicAccessBlockConfiguration;
  if (block === undefined) return undefined;
  return {
    blockPublicAcls: block.BlockPublicAcls === true,
    ignorePublicAcls: block.IgnorePublicAcls === true,
    blockPublicPolicy: block.BlockPublicPolicy === true,
    restrictPublicBuckets: block.RestrictPublicBuckets === true,
  };
}

async function readTags({
  client,
  input,
  send,
}: SettingReader): Promise<Readonly<Record<string, string>> | undefined> {
  const { TagSet } = await client.send(new GetBucketTaggingCommand(input), send);
  if (TagSet === undefined || TagSet.length === 0) return undefined;
  return Object.fromEntries(TagSet.map(({ Key = "", Value = "" }) => [Key, Value]));
}
