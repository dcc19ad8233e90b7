import type { AwsCredentialIdentity } from "@aws-sdk/types";
// Not the whole of undici, which costs start-up time and memory.
import Pool from "undici/lib/dispatcher/pool.js";
import type { ConnectionSettings } from "../../config/connection-settings.js";
import { readAuthorities } from "../../s3/certificate-authorities.js";
import type { DirectSession, DirectTarget } from "../../s3/direct/direct-session.js";
import { uriEncode } from "../../wire/auth/uri-encoding.js";

/** Where requests to a store go, and as whom. */
export interface UpstreamSession extends Pick<
  DirectSession,
  "clockOffsetMs" | "credentials" | "target" | "redirect"
> {
  close(): Promise<void>;
}

/**
 * Open a session with a store. One at a URL, in path style, is reached without the SDK, which would take a third of the
 * memory of a proxy; where AWS's rules say what the address of a bucket is, the SDK is asked.
 *
 * @throws ConfigurationError when the settings name a certificate file that cannot be read.
 */
export async function openUpstreamSession(settings: ConnectionSettings): Promise<UpstreamSession> {
  const { endpoint, pathStyle } = settings;
  return endpoint !== undefined && pathStyle ? openPathStyle(endpoint, settings) : openBySdk(settings);
}

const MAX_CONNECTIONS = 256;
/** Below what the usual stores keep an idle connection for. */
const KEEP_ALIVE_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

async function openPathStyle(endpoint: string, settings: ConnectionSettings): Promise<UpstreamSession> {
  const url = new URL(endpoint);
  const authorities = await readAuthorities(settings.caFile);
  const pool = new Pool(url.origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(authorities === undefined ? {} : { ca: authorities }) },
  });
  const service: DirectTarget = {
    pool,
    origin: url.origin,
    host: url.host,
    secure: url.protocol === "https:",
    basePath: url.pathname.replace(/\/$/, ""),
    region: settings.region,
    service: "s3",
  };
  return {
    clockOffsetMs: 0,
    credentials: credentialsOf(settings.credentials),
    target: async (bucket) =>
      Promise.resolve(
        bucket === undefined ? service : { ...service, basePath: `${service.basePath}/${uriEncode(bucket)}` },
      ),
    // There is one address for all regions.
    redirect: () => false,
    close: async () => pool.close(),
  };
}

/** Before credentials end, so that none ends on its way. */
const REFRESH_BEFORE_MS = 5 * 60_000;

/** What a provider gives is kept until shortly before it ends; several requests at once ask for it once. */
function credentialsOf(source: ConnectionSettings["credentials"]): DirectSession["credentials"] {
  if (typeof source !== "function") return async () => Promise.resolve(source);
  let current: Promise<AwsCredentialIdentity> | undefined;
  let refreshAtMs = 0;
  return async (forceRefresh) => {
    if (current === undefined || forceRefresh || Date.now() >= refreshAtMs) {
      refreshAtMs = Infinity;
      current = source(forceRefresh ? { forceRefresh } : undefined).then(
        (identity) => {
          refreshAtMs = (identity.expiration?.getTime() ?? Infinity) - REFRESH_BEFORE_MS;
          return identity;
        },
        (error: unknown) => {
          current = undefined;
          throw error;
        },
      );
    }
    return current;
  };
}

async function openBySdk(settings: ConnectionSettings): Promise<UpstreamSession> {
  const [{ createClient }, { directSession }] = await Promise.all([
    import("../../s3/create-client.js"),
    import("../../s3/direct/direct-session.js"),
  ]);
  const client = await createClient(settings);
  const session = await directSession(client);
  return {
    ...session,
    close: async () => {
      client.destroy();
      return Promise.resolve();
    },
  };
}
