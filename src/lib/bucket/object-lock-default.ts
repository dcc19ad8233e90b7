import {
  GetObjectLockConfigurationCommand,
  PutObjectLockConfigurationCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { ConflictError } from "../errors/s3kit-error.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { translating } from "../s3/translating.js";
import { unlessUnset } from "../s3/unless-unset.js";

/** A bucket's object lock, and what it gives new objects by default; all undefined: nothing by default. */
export interface ObjectLockSetting {
  readonly mode: string | undefined;
  readonly days: number | undefined;
  readonly years: number | undefined;
}

/** How long new objects are kept; days or years. */
export interface DefaultRetention {
  readonly mode: "GOVERNANCE" | "COMPLIANCE";
  readonly days?: number | undefined;
  readonly years?: number | undefined;
}

/**
 * A bucket's object lock; undefined when it has none.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectLockConfiguration.html
 */
export async function getObjectLock(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<ObjectLockSetting | undefined> {
  const answer = await unlessUnset({ bucket, operation: "GetObjectLockConfiguration" }, () =>
    client.send(new GetObjectLockConfigurationCommand({ Bucket: bucket }), toSendOptions(options)),
  );
  if (answer?.ObjectLockConfiguration?.ObjectLockEnabled !== "Enabled") return undefined;
  const retention = answer.ObjectLockConfiguration.Rule?.DefaultRetention;
  return { mode: retention?.Mode, days: retention?.Days, years: retention?.Years };
}

/**
 * Set what new objects are locked by; without a retention, by nothing. Switches object lock on where the store allows
 * that for a bucket that was made without: there is no way back. Objects that are there keep what they have.
 *
 * @throws ConflictError when the bucket was made without object lock and the store wants it from the start.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectLockConfiguration.html
 */
export async function setObjectLock(
  client: S3Client,
  bucket: string,
  retention: DefaultRetention | undefined,
  options: CallOptions = {},
): Promise<void> {
  const Rule = retention && {
    DefaultRetention: { Mode: retention.mode, Days: retention.days, Years: retention.years },
  };
  const ObjectLockConfiguration = { ObjectLockEnabled: "Enabled" as const, Rule };
  try {
    await translating({ bucket, operation: "PutObjectLockConfiguration" }, () =>
      client.send(
        new PutObjectLockConfigurationCommand({ Bucket: bucket, ObjectLockConfiguration }),
        toSendOptions(options),
      ),
    );
  } catch (error) {
    if (!(error instanceof ConflictError) || error.code !== "InvalidBucketState") throw error;
    throw new ConflictError(`s3://${bucket} was made without object lock`, {
      code: "InvalidBucketState",
      hints: [
        `Where the store allows it later, versions must be kept first: s3kit bucket versioning enable s3://${bucket}`,
        "Else make another bucket with s3kit bucket create --object-lock, and copy the objects",
      ],
      cause: error,
    });
  }
}
