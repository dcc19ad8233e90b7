import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { attachConnection } from "./client-connection.js";
import { createClient, DEFAULT_ATTEMPTS, type CreateClientOptions } from "./create-client.js";

/**
 * A client for the services of s3kit that loads the SDK when something is first sent with it. Listing and transferring
 * go past the SDK, and loading it is a fifth of the time of a short command.
 *
 * It has what the services use of a client: `send`, `destroy`, and of `config` what tells one store from another.
 * Whatever else the SDK has takes a client of `createClient`.
 *
 * `send` throws ConfigurationError when the settings name a certificate file that cannot be read.
 */
export function deferClient(settings: ConnectionSettings, options: CreateClientOptions = {}): S3Client {
  let opened: Promise<S3Client> | undefined;
  const open = () => (opened ??= createClient(settings, options));
  const deferred: DeferredClient = {
    config: deferConfig(settings, open),
    send: async (...request) => (await open()).send(...request),
    destroy: () => void opened?.then((client) => client.destroy()),
  };
  const client = deferred as unknown as S3Client;
  const { onRequest, credentialsFor } = options;
  attachConnection(client, { settings, onRequest, credentialsFor, open });
  return client;
}

interface DeferredClient {
  readonly config: DeferredConfig;
  send(...request: Parameters<S3Client["send"]>): Promise<unknown>;
  destroy(): void;
}

type DeferredConfig = Pick<
  S3Client["config"],
  "credentials" | "endpoint" | "forcePathStyle" | "maxAttempts" | "region" | "systemClockOffset"
>;

function deferConfig(settings: ConnectionSettings, open: () => Promise<S3Client>): DeferredConfig {
  const { credentials, endpoint, region, pathStyle, maxAttempts } = settings;
  return {
    region: async () => Promise.resolve(region),
    forcePathStyle: pathStyle,
    maxAttempts: async () => Promise.resolve(maxAttempts ?? DEFAULT_ATTEMPTS),
    systemClockOffset: 0,
    // Providers are asked through the SDK, which remembers what they said until it expires.
    credentials: async (identity) =>
      isKeyPair(credentials) ? credentials : (await open()).config.credentials(identity),
    ...(endpoint === undefined ? {} : { endpoint: async () => Promise.resolve(endpointParts(endpoint)) }),
  };
}

function isKeyPair(credentials: ConnectionSettings["credentials"]): credentials is AwsCredentialIdentity {
  return typeof credentials === "object";
}

function endpointParts(endpoint: string) {
  const { protocol, hostname, port, pathname } = new URL(endpoint);
  return { protocol, hostname, path: pathname, ...(port === "" ? {} : { port: Number(port) }) };
}
