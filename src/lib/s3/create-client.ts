import type { S3Client, S3ClientConfig } from "@aws-sdk/client-s3";
import type { ConnectionSettings } from "../config/connection-settings.js";
import { readAuthorities } from "./certificate-authorities.js";
import { attachConnection, type RequestCredentials } from "./client-connection.js";
import { observeRequests } from "./observe-requests.js";
import type { RequestObserver } from "./request-trace.js";

export interface CreateClientOptions {
  /** Requests at once that connections are kept open for; more wait in line. */
  readonly concurrency?: number;
  /** Told of each request sent, retries included. */
  readonly onRequest?: RequestObserver;
  /** Done to the SDK's client before it sends anything. */
  readonly prepare?: (client: S3Client) => void;
  /** Credentials of requests that go past the SDK, where these have some of their own. */
  readonly credentialsFor?: RequestCredentials;
}

const DEFAULT_CONCURRENCY = 64;
/** Tries for a request, the first included, where the settings say nothing. */
export const DEFAULT_ATTEMPTS = 5;
const CONNECT_TIMEOUT_MS = 10_000;
/** Silence on a connection; completing a large multipart upload may take a store minutes. */
const IDLE_TIMEOUT_MS = 180_000;

/**
 * Make the client for a store. The SDK is loaded here, so importing this module is cheap. Requests are retried with
 * backoff, connections kept alive; a bucket in another AWS region is followed there.
 *
 * The client's errors know what was being done (see `error-context.ts`), so `translateError` can name it.
 * Call `destroy()` when done; nothing it holds keeps the process running.
 *
 * @throws ConfigurationError when the settings name a certificate file that cannot be read.
 */
export async function createClient(
  settings: ConnectionSettings,
  options: CreateClientOptions = {},
): Promise<S3Client> {
  const [sdk, authorities] = await Promise.all([
    import("@aws-sdk/client-s3"),
    readAuthorities(settings.caFile),
  ]);
  const client = new sdk.S3Client(
    clientConfig(settings, authorities, options.concurrency ?? DEFAULT_CONCURRENCY),
  );
  observeRequests(client, settings, options.onRequest);
  const { onRequest, credentialsFor } = options;
  attachConnection(client, { settings, onRequest, credentialsFor });
  options.prepare?.(client);
  return client;
}

function clientConfig(settings: ConnectionSettings, authorities: string | undefined, concurrency: number) {
  const agent = { keepAlive: true, maxSockets: concurrency };
  const checksums = settings.checksums === "when_required" ? "WHEN_REQUIRED" : "WHEN_SUPPORTED";
  const config: S3ClientConfig = {
    region: settings.region,
    forcePathStyle: settings.pathStyle,
    followRegionRedirects: settings.endpoint === undefined,
    maxAttempts: settings.maxAttempts ?? DEFAULT_ATTEMPTS,
    requestChecksumCalculation: checksums,
    responseChecksumValidation: checksums,
    requestHandler: {
      connectionTimeout: CONNECT_TIMEOUT_MS,
      socketTimeout: IDLE_TIMEOUT_MS,
      httpAgent: agent,
      httpsAgent: authorities === undefined ? agent : { ...agent, ca: authorities },
    },
    customUserAgent: "s3kit",
    logger: SILENT,
    ...(settings.endpoint === undefined ? {} : { endpoint: settings.endpoint }),
    ...(settings.credentials === undefined ? UNSIGNED : { credentials: settings.credentials }),
  };
  return config;
}

/** The SDK would write its warnings to the terminal; whatever matters in them comes as an error, too. */
const SILENT: NonNullable<S3ClientConfig["logger"]> = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

/** The SDK's own way to send a request as it is: a signer that does nothing. */
const UNSIGNED: Pick<S3ClientConfig, "credentials" | "signer"> = {
  credentials: { accessKeyId: "", secretAccessKey: "" },
  signer: { sign: async (request) => request },
};
