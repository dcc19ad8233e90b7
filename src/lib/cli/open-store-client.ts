import type { S3Client } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { UsageError } from "../errors/s3kit-error.js";
import type { CreateClientOptions } from "../s3/create-client.js";
import { deferClient } from "../s3/defer-client.js";

/**
 * The client that commands and the explorer work with: one that loads the SDK when it must, and asks S3 Access Grants for
 * the credentials of its requests where the settings say so.
 *
 * @throws UsageError when there are no credentials to ask with.
 */
export async function openStoreClient(
  settings: ConnectionSettings,
  options: CreateClientOptions = {},
): Promise<S3Client> {
  if (settings.accessGrants !== true) return deferClient(settings, options);
  if (settings.credentials === undefined)
    throw new UsageError("S3 Access Grants wants to know who asks: there are no credentials", {
      code: "NoCredentials",
      hints: ["Leave --no-sign-request or --access-grants out"],
    });
  const { createGrantedClient } = await import("../grants/granted-client.js");
  return createGrantedClient(settings, options);
}
