import type { STSClientConfig } from "@aws-sdk/client-sts";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { AccessDeniedError } from "../errors/s3kit-error.js";
import { readAuthorities } from "./certificate-authorities.js";
import { annotateError } from "./error-context.js";

/** What clients of AWS's other services (IAM, STS) are made with, as far as it is the same for all. */
export type ServiceClientConfig = Pick<
  STSClientConfig,
  "region" | "endpoint" | "credentials" | "maxAttempts" | "requestHandler"
>;

/**
 * How to reach another service of the same provider: AWS's own address of it, or the store's endpoint, since Ceph,
 * MinIO and s3kit answer STS and IAM where they answer S3.
 *
 * @throws AccessDeniedError when the settings hold no credentials: these services take signed requests alone.
 */
export async function serviceClientConfig(settings: ConnectionSettings): Promise<ServiceClientConfig> {
  if (settings.credentials === undefined) {
    throw new AccessDeniedError("This needs credentials", {
      code: "NoCredentials",
      hints: ["Leave --no-sign-request out, or name a profile with --profile"],
    });
  }
  const authorities = await readAuthorities(settings.caFile);
  return {
    region: settings.region,
    credentials: settings.credentials,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.maxAttempts === undefined ? {} : { maxAttempts: settings.maxAttempts }),
    ...(authorities === undefined ? {} : { requestHandler: { httpsAgent: { ca: authorities } } }),
  };
}

/** Wait for a request, and note on its error what was being done, so that `translateError` can name it. */
export async function named<Answer>(operation: string, request: Promise<Answer>): Promise<Answer> {
  try {
    return await request;
  } catch (error) {
    annotateError(error, { operation });
    throw error;
  }
}
