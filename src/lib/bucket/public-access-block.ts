import { GetPublicAccessBlockCommand, PutPublicAccessBlockCommand, type S3Client } from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";

/** What of a bucket's openness to the world is held back. Source: S3 API Reference, PublicAccessBlockConfiguration. */
export interface PublicAccessBlock {
  /** Requests that would set a public ACL are refused. */
  readonly blockPublicAcls: boolean;
  /** Public ACLs that are there do not count. */
  readonly ignorePublicAcls: boolean;
  /** Requests that would set a public policy are refused. */
  readonly blockPublicPolicy: boolean;
  /** While the policy is public, only the owner and AWS services get in. */
  readonly restrictPublicBuckets: boolean;
}

/** What a bucket without the setting has. Source: S3 API Reference, PublicAccessBlockConfiguration. */
export const NOTHING_BLOCKED: PublicAccessBlock = {
  blockPublicAcls: false,
  ignorePublicAcls: false,
  blockPublicPolicy: false,
  restrictPublicBuckets: false,
};

/**
 * A bucket's public access block; undefined when it has none, which blocks nothing (Ceph reports one with all off).
 * AWS has another one for the whole account, which is not looked at.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetPublicAccessBlock.html
 */
export async function getPublicAccessBlock(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<PublicAccessBlock | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetPublicAccessBlock" }, () =>
    client.send(new GetPublicAccessBlockCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  const block = answer.PublicAccessBlockConfiguration;
  if (block === undefined || Object.keys(block).length === 0) {
    throw lackingFeature(client, "public access blocks (GetPublicAccessBlock)");
  }
  return {
    blockPublicAcls: block.BlockPublicAcls === true,
    ignorePublicAcls: block.IgnorePublicAcls === true,
    blockPublicPolicy: block.BlockPublicPolicy === true,
    restrictPublicBuckets: block.RestrictPublicBuckets === true,
  };
}

/**
 * Set all four parts of a bucket's public access block.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutPublicAccessBlock.html
 */
export async function setPublicAccessBlock(
  client: S3Client,
  bucket: string,
  block: PublicAccessBlock,
  options: CallOptions = {},
): Promise<void> {
  const PublicAccessBlockConfiguration = {
    BlockPublicAcls: block.blockPublicAcls,
    IgnorePublicAcls: block.ignorePublicAcls,
    BlockPublicPolicy: block.blockPublicPolicy,
    RestrictPublicBuckets: block.restrictPublicBuckets,
  };
  await translating({ bucket, operation: "PutPublicAccessBlock" }, () =>
    client.send(
      new PutPublicAccessBlockCommand({ Bucket: bucket, PublicAccessBlockConfiguration }),
      toSendOptions(options),
    ),
  );
}
