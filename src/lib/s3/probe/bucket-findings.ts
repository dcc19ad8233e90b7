import type { S3Client } from "@aws-sdk/client-s3";
import type { Finding, StoreCapabilities } from "../../config/known-capabilities.js";
import { knowsSetting, works } from "./finding.js";
import type { ScratchSpace } from "./scratch-space.js";

type BucketFindings = Pick<
  StoreCapabilities,
  "versioning" | "cors" | "policy" | "publicAccessBlock" | "objectLock"
>;

/**
 * Find out which settings of buckets a store has. In a bucket of the probe's own they are set and read back; in one
 * of the user's they are only read.
 */
export async function probeBucketSettings(client: S3Client, space: ScratchSpace): Promise<BucketFindings> {
  const sdk = await import("@aws-sdk/client-s3");
  const bucket = { Bucket: space.bucket };
  const find = (setting: Setting): Promise<Finding> =>
    space.temporary
      ? works(async () => {
          await setting.write();
          return setting.isWritten();
        })
      : knowsSetting(() => setting.read());

  const cors = settingOf(
    () => client.send(new sdk.GetBucketCorsCommand(bucket)),
    () => client.send(new sdk.PutBucketCorsCommand({ ...bucket, CORSConfiguration: CORS })),
    ({ CORSRules = [] }) => CORSRules.length === 1,
  );
  const policy = settingOf(
    () => client.send(new sdk.GetBucketPolicyCommand(bucket)),
    () => client.send(new sdk.PutBucketPolicyCommand({ ...bucket, Policy: harmlessPolicy(space) })),
    ({ Policy = "" }) => Policy.includes("Deny"),
  );
  const publicAccessBlock = settingOf(
    () => client.send(new sdk.GetPublicAccessBlockCommand(bucket)),
    () =>
      client.send(new sdk.PutPublicAccessBlockCommand({ ...bucket, PublicAccessBlockConfiguration: BLOCK })),
    ({ PublicAccessBlockConfiguration }) => PublicAccessBlockConfiguration?.BlockPublicAcls === true,
  );
  const versioning = settingOf(
    () => client.send(new sdk.GetBucketVersioningCommand(bucket)),
    () => client.send(new sdk.PutBucketVersioningCommand({ ...bucket, VersioningConfiguration: VERSIONING })),
    ({ Status }) => Status === "Enabled",
  );
  return {
    cors: await find(cors),
    policy: await find(policy),
    publicAccessBlock: await find(publicAccessBlock),
    objectLock: await knowsSetting(() => client.send(new sdk.GetObjectLockConfigurationCommand(bucket))),
    // Last: from here on, writes leave versions behind.
    versioning: await find(versioning),
  };
}

interface Setting {
  read(): Promise<unknown>;
  write(): Promise<unknown>;
  isWritten(): Promise<boolean>;
}

function settingOf<Answer>(
  read: () => Promise<Answer>,
  write: () => Promise<unknown>,
  isRight: (answer: Answer) => boolean,
): Setting {
  return { read, write, isWritten: async () => isRight(await read()) };
}

const CORS = { CORSRules: [{ AllowedMethods: ["GET"], AllowedOrigins: ["https://example.org"] }] };
const BLOCK = {
  BlockPublicAcls: true,
  IgnorePublicAcls: true,
  BlockPublicPolicy: true,
  RestrictPublicBuckets: true,
};
const VERSIONING = { Status: "Enabled" as const };

/** Denies what nobody does. */
function harmlessPolicy({ bucket }: ScratchSpace): string {
  const statement = {
    Effect: "Deny",
    Principal: "*",
    Action: "s3:GetObject",
    Resource: `arn:aws:s3:::${bucket}/s3kit-probe-none`,
  };
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
