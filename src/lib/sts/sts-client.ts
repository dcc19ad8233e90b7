import type { STSClient } from "@aws-sdk/client-sts";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { serviceClientConfig } from "../s3/service-client.js";

/**
 * A client for the STS that belongs to a store: AWS's regional one, or the store's own endpoint. Call `destroy()` when
 * done.
 *
 * @throws AccessDeniedError when the settings hold no credentials.
 */
export async function createStsClient(settings: ConnectionSettings): Promise<STSClient> {
  const [{ STSClient }, config] = await Promise.all([
    import("@aws-sdk/client-sts"),
    serviceClientConfig(settings),
  ]);
  return new STSClient(config);
}
