import type { STSClient } from "@aws-sdk/client-sts";
import type { ConnectionSettings } from "../config/connection-settings.js";

/**
 * A client for the STS that belongs to a store: AWS's regional one, or the store's own endpoint, since Ceph, MinIO and
 * s3kit answer STS where they answer S3. Call `destroy()` when done.
 */
export async function createStsClient(settings: ConnectionSettings): Promise<STSClient> {
  const { STSClient } = await import("@aws-sdk/client-sts");
  return new STSClient({
    region: settings.region,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.credentials === undefined ? {} : { credentials: settings.credentials }),
    ...(settings.maxAttempts === undefined ? {} : { maxAttempts: settings.maxAttempts }),
  });
}
