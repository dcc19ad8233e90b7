import type { CORSRule, S3Client } from "@aws-sdk/client-s3";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import type { CorsRule } from "./cors-rules.js";

/** A bucket's CORS rules in the order S3 tries them; undefined when it has none. */
export async function getCors(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<readonly CorsRule[] | undefined> {
  const { GetBucketCorsCommand } = await import("@aws-sdk/client-s3");
  try {
    const answer = await client.send(new GetBucketCorsCommand({ Bucket: bucket }), toSendOptions(options));
    return (answer.CORSRules ?? []).map(fromSdk);
  } catch (error) {
    if (error instanceof Error && error.name === "NoSuchCORSConfiguration") return undefined;
    throw error;
  }
}

/** Replace a bucket's CORS rules by these. */
export async function setCors(
  client: S3Client,
  bucket: string,
  rules: readonly CorsRule[],
  options: CallOptions = {},
): Promise<void> {
  const { PutBucketCorsCommand } = await import("@aws-sdk/client-s3");
  const input = { Bucket: bucket, CORSConfiguration: { CORSRules: rules.map(toSdk) } };
  await client.send(new PutBucketCorsCommand(input), toSendOptions(options));
}

/** Remove a bucket's CORS rules; does nothing when it has none. */
export async function deleteCors(client: S3Client, bucket: string, options: CallOptions = {}): Promise<void> {
  // A store that does not know `?cors` may take the request for one to delete the bucket itself.
  if ((await getCors(client, bucket, options)) === undefined) return;
  const { DeleteBucketCorsCommand } = await import("@aws-sdk/client-s3");
  await client.send(new DeleteBucketCorsCommand({ Bucket: bucket }), toSendOptions(options));
}

function fromSdk(rule: CORSRule): CorsRule {
  return {
    id: rule.ID,
    allowedOrigins: rule.AllowedOrigins ?? [],
    allowedMethods: rule.AllowedMethods ?? [],
    allowedHeaders: rule.AllowedHeaders ?? [],
    exposeHeaders: rule.ExposeHeaders ?? [],
    maxAgeSeconds: rule.MaxAgeSeconds,
  };
}

function toSdk(rule: CorsRule): CORSRule {
  return {
    ...(rule.id === undefined ? {} : { ID: rule.id }),
    AllowedOrigins: [...rule.allowedOrigins],
    AllowedMethods: [...rule.allowedMethods],
    ...(rule.allowedHeaders.length === 0 ? {} : { AllowedHeaders: [...rule.allowedHeaders] }),
    ...(rule.exposeHeaders.length === 0 ? {} : { ExposeHeaders: [...rule.exposeHeaders] }),
    ...(rule.maxAgeSeconds === undefined ? {} : { MaxAgeSeconds: rule.maxAgeSeconds }),
  };
}
