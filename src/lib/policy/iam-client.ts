import type { IAMClient } from "@aws-sdk/client-iam";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { serviceClientConfig } from "../s3/service-client.js";

/**
 * A client for the IAM that belongs to a store: AWS's own, or the store's endpoint. Call `destroy()` when done.
 *
 * @throws AccessDeniedError when the settings hold no credentials.
 */
export async function createIamClient(settings: ConnectionSettings): Promise<IAMClient> {
  const [{ IAMClient }, config] = await Promise.all([
    import("@aws-sdk/client-iam"),
    serviceClientConfig(settings),
  ]);
  return new IAMClient(config);
}
