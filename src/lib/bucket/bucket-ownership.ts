import {
  DeleteBucketOwnershipControlsCommand,
  GetBucketOwnershipControlsCommand,
  PutBucketOwnershipControlsCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { assertKnown } from "../s3/assert-known.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { lackingFeature } from "../s3/lacking-feature.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";

/** Who owns objects that others write, and whether ACLs count. Source: S3 API Reference, OwnershipControlsRule. */
export type Ownership = "BucketOwnerEnforced" | "BucketOwnerPreferred" | "ObjectWriter";

const FEATURE = "ownership controls of buckets (GetBucketOwnershipControls)";

/**
 * A bucket's ownership setting; undefined when it has none (which S3 takes for `ObjectWriter`).
 *
 * @throws UnsupportedByStoreError for a store without it, also one that answers with something else (Ceph).
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetBucketOwnershipControls.html
 */
export async function getOwnership(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<Ownership | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetBucketOwnershipControls" }, () =>
    client.send(new GetBucketOwnershipControlsCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer === undefined) return undefined;
  // S3 answers with a rule or with 404; Ceph 16 ignores `?ownershipControls` and lists the bucket.
  const ownership = answer.OwnershipControls?.Rules?.[0]?.ObjectOwnership;
  if (ownership === undefined) throw lackingFeature(client, FEATURE);
  return ownership;
}

/**
 * Set who owns what others write. `BucketOwnerEnforced` switches all ACLs off.
 *
 * @throws UnsupportedByStoreError for a store without it.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketOwnershipControls.html
 */
export async function setOwnership(
  client: S3Client,
  bucket: string,
  ownership: Ownership,
  options: CallOptions = {},
): Promise<void> {
  await assertKnown(() => getOwnership(client, bucket, options));
  const OwnershipControls = { Rules: [{ ObjectOwnership: ownership }] };
  await translating({ bucket, operation: "PutBucketOwnershipControls" }, () =>
    client.send(
      new PutBucketOwnershipControlsCommand({ Bucket: bucket, OwnershipControls }),
      toSendOptions(options),
    ),
  );
}

/**
 * Remove a bucket's ownership setting. Returns whether there was one.
 *
 * It is read first: Ceph 16 ignores `?ownershipControls` of a DELETE and deletes the bucket.
 */
export async function deleteOwnership(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<boolean> {
  if ((await getOwnership(client, bucket, options)) === undefined) return false;
  await translating({ bucket, operation: "DeleteBucketOwnershipControls" }, () =>
    client.send(new DeleteBucketOwnershipControlsCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  return true;
}
