import type { AwsCredentialIdentity, AwsCredentialIdentityProvider } from "@aws-sdk/types";
import type { S3Client } from "@aws-sdk/client-s3";
import { resolveConnection } from "../config/resolve-connection.js";
import { createClient, type CreateClientOptions } from "./create-client.js";

/** A store; what is left out comes from where the command line would take it: environment, profiles, `~/.aws`. */
export interface StoreSettings {
  /** URL of the store; AWS has none. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly credentials?: AwsCredentialIdentity | AwsCredentialIdentityProvider | undefined;
  /** Bucket in the path instead of the host name. Default: on for any endpoint but AWS's own. */
  readonly pathStyle?: boolean | undefined;
  /** An s3kit or AWS profile. */
  readonly profile?: string | undefined;
}

/**
 * Make the client that all services take. Call `destroy()` when done; nothing it holds keeps the process running.
 *
 * @throws NotFoundError for an unknown profile; UsageError for an endpoint that is no URL; ConfigurationError for
 * damaged settings.
 */
export async function createStoreClient(
  { credentials, ...request }: StoreSettings = {},
  options: CreateClientOptions = {},
): Promise<S3Client> {
  const settings = await resolveConnection(request, environment(credentials !== undefined));
  return createClient(credentials === undefined ? settings : { ...settings, credentials }, options);
}

/** With credentials given, those of the environment count for nothing, not even when half of them is missing. */
function environment(hasCredentials: boolean): NodeJS.ProcessEnv {
  if (!hasCredentials) return process.env;
  const {
    AWS_ACCESS_KEY_ID: _id,
    AWS_SECRET_ACCESS_KEY: _secret,
    AWS_SESSION_TOKEN: _token,
    ...rest
  } = process.env;
  return rest;
}
