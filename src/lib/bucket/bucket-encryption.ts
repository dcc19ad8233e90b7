import {
  DeleteBucketEncryptionCommand,
  GetBucketEncryptionCommand,
  PutBucketEncryptionCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { assertKnown } from "../s3/assert-known.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";

/** How a store encrypts new objects by itself. Source: S3 API Reference, ServerSideEncryptionRule. */
export interface BucketEncryption {
  readonly algorithm: "AES256" | "aws:kms" | "aws:kms:dsse";
  readonly kmsKeyId: string | undefined;
  /** One data key for the bucket instead of one an object: fewer, cheaper calls to the key service. */
  readonly bucketKey: boolean;
}

const FEATURE = "encryption settings of buckets (GetBucketEncryption)";

/**
 * A bucket's default encryption; undefined when it has none.
 *
 * @throws UnsupportedByStoreError for a store without it, also one that answers with something else (Ceph).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketEncryption.html
 */
export async function getBucketEncryption(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<BucketEncryption | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketEncryption" }, () =>
    client.send(new GetBucketEncryptionCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  const rule = answer.ServerSideEncryptionConfiguration?.Rules?.[0];
  // S3 answers with a rule or with 404; Ceph 16 ignores `?encryption` and lists the bucket.
  const byDefault = rule?.ApplyServerSideEncryptionByDefault;
  if (byDefault?.SSEAlgorithm === undefined) throw lackingFeature(client, FEATURE);
  return {
    algorithm: byDefault.SSEAlgorithm as BucketEncryption["algorithm"],
    kmsKeyId: byDefault.KMSMasterKeyID,
    bucketKey: rule?.BucketKeyEnabled === true,
  };
}

/**
 * Have the store encrypt new objects from now on. Those that are there stay as they are.
 *
 * @throws UnsupportedByStoreError for a store without it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketEncryption.html
 */
export async function setBucketEncryption(
  client: S3Client,
  bucket: string,
  { algorithm, kmsKeyId, bucketKey }: BucketEncryption,
  options: CallOptions = {},
): Promise<void> {
  await assertKnown(() => getBucketEncryption(client, bucket, options));
  const ApplyServerSideEncryptionByDefault = { SSEAlgorithm: algorithm, KMSMasterKeyID: kmsKeyId };
  const rule = { ApplyServerSideEncryptionByDefault, ...(bucketKey ? { BucketKeyEnabled: true } : {}) };
  await translating({ bucket, operation: "PutBucketEncryption" }, () =>
    client.send(
      new PutBucketEncryptionCommand({
        Bucket: bucket,
        ServerSideEncryptionConfiguration: { Rules: [rule] },
      }),
      toSendOptions(options),
    ),
  );
}

/**
 * Go back to the store's own default encryption. Returns whether there was a setting to remove.
 *
 * It is read first: Ceph 16 ignores `?encryption` of a DELETE and deletes the bucket.
 */
export async function deleteBucketEncryption(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<boolean> {
  if ((await getBucketEncryption(client, bucket, options)) === undefined) return false;
  await translating({ bucket, operation: "DeleteBucketEncryption" }, () =>
    client.send(new DeleteBucketEncryptionCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  return true;
}
