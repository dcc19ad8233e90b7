import type { S3Client } from "@aws-sdk/client-s3";
import type { AwsCredentialIdentity } from "@aws-sdk/types";
// Not the whole of undici: its fetch, caches and mocks would double the start-up time of a short command.
import Pool from "undici/lib/dispatcher/pool.js";
import { isAwsEndpoint } from "../../config/endpoint.js";
import type { ConnectionSettings } from "../../config/connection-settings.js";
import { connectionOf, sdkClient } from "../client-connection.js";
import type { RequestObserver } from "../request-trace.js";
import type { DirectRequest } from "./direct-request.js";
import type { RangeConnection } from "./range-connection.js";
import { readAuthorities } from "../certificate-authorities.js";

/** Where requests for a bucket go and what they are signed for. */
export interface DirectTarget {
  readonly pool: Pool;
  readonly origin: string;
  readonly host: string;
  readonly secure: boolean;
  /** What stands in front of the key: `/bucket` for path style; never ends in `/`. */
  readonly basePath: string;
  readonly region: string;
  readonly service: string;
}

/** What requests past the SDK share with the client they belong to. */
export interface DirectSession {
  readonly maxAttempts: number;
  readonly onRequest: RequestObserver | undefined;
  /** How far the store's clock is ahead of ours; learnt from its answers. */
  clockOffsetMs: number;
  /** Connections of `readRange` that wait for their next use, by origin. */
  readonly idleConnections: Map<string, RangeConnection[]>;
  /** Origins whose answers only the general client reads. */
  readonly irregularOrigins: Set<string>;
  /** The client's, or those of one request where it has its own. Undefined: requests are not signed. */
  credentials(forceRefresh: boolean, request?: DirectRequest): Promise<AwsCredentialIdentity | undefined>;
  target(bucket: string | undefined): Promise<DirectTarget>;
  /** A bucket turned out to be in another region. False when that is where requests go already. */
  redirect(bucket: string, region: string): boolean;
}

/** More would rather overload a store than speed anything up; callers bound what they have in flight. */
const MAX_CONNECTIONS = 256;
const KEEP_ALIVE_MS = 20_000;
const CONNECT_TIMEOUT_MS = 10_000;

/** A session lives exactly as long as its client: an idle connection of it does not keep the process running. */
const sessions = new WeakMap<S3Client, Promise<DirectSession>>();

/** The session of a client, opened at its first use. */
export function directSession(client: S3Client): Promise<DirectSession> {
  const known = sessions.get(client);
  if (known !== undefined) return known;
  const opened = openSession(client);
  sessions.set(client, opened);
  return opened;
}

async function openSession(client: S3Client): Promise<DirectSession> {
  const { config } = client;
  const connection = connectionOf(client);
  const authorities = await readAuthorities(connection?.settings.caFile);
  const signs = connection === undefined || connection.settings.credentials !== undefined;
  const pools = new Map<string, Pool>();
  const regions = new Map<string, string>();
  const targets = new Map<string, Promise<DirectTarget>>();

  const poolFor = (origin: string): Pool => {
    const pool = pools.get(origin) ?? openPool(origin, authorities);
    pools.set(origin, pool);
    return pool;
  };
  const resolveTarget = async (bucket: string | undefined): Promise<DirectTarget> => {
    const region = regions.get(bucket ?? "") ?? (await config.region());
    const { url, signingRegion, signingName } =
      plainEndpoint(connection?.settings, bucket) ?? (await resolveEndpoint(client, bucket, region));
    return {
      pool: poolFor(url.origin),
      origin: url.origin,
      host: url.host,
      secure: url.protocol === "https:",
      basePath: url.pathname.replace(/\/$/, ""),
      region: signingRegion ?? region,
      service: signingName ?? "s3",
    };
  };

  return {
    maxAttempts: await config.maxAttempts(),
    onRequest: connection?.onRequest,
    idleConnections: new Map<string, RangeConnection[]>(),
    irregularOrigins: new Set<string>(),
    clockOffsetMs: config.systemClockOffset,
    credentials: async (forceRefresh, request) => {
      if (!signs) return undefined;
      if (request !== undefined && connection?.credentialsFor !== undefined)
        return connection.credentialsFor(request, { refresh: forceRefresh });
      return config.credentials(forceRefresh ? { forceRefresh } : undefined);
    },
    target: (bucket) => {
      const target = targets.get(bucket ?? "") ?? resolveTarget(bucket);
      targets.set(bucket ?? "", target);
      return target;
    },
    redirect: (bucket, region) => {
      if (regions.get(bucket) === region) return false;
      regions.set(bucket, region);
      return targets.delete(bucket);
    },
  };
}

function openPool(origin: string, authorities: string | undefined): Pool {
  return new Pool(origin, {
    connections: MAX_CONNECTIONS,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connect: { timeout: CONNECT_TIMEOUT_MS, ...(authorities === undefined ? {} : { ca: authorities }) },
  });
}

interface ResolvedEndpoint {
  readonly url: URL;
  readonly signingRegion?: string | undefined;
  readonly signingName?: string | undefined;
}

/** Names that are nothing but names: no ARN, and no suffix that AWS gives a meaning. */
const PLAIN_BUCKET = /^(?!.*--)[\w.-]+$/;

/** Path style on an endpoint of one's own needs no rules, so the SDK need not be loaded for them. */
function plainEndpoint(
  settings: ConnectionSettings | undefined,
  bucket: string | undefined,
): ResolvedEndpoint | undefined {
  if (settings?.endpoint === undefined || !settings.pathStyle) return undefined;
  if (isAwsEndpoint(settings.endpoint)) return undefined;
  const url = new URL(settings.endpoint);
  if (bucket === undefined) return { url };
  if (!PLAIN_BUCKET.test(bucket)) return undefined;
  url.pathname = `${url.pathname.replace(/\/$/, "")}/${bucket}`;
  return { url };
}

/** Ask the SDK's own rules, so that virtual hosts, dual-stack and custom endpoints come out as in the SDK. */
async function resolveEndpoint(
  client: S3Client,
  bucket: string | undefined,
  region: string,
): Promise<ResolvedEndpoint> {
  const { config } = await sdkClient(client);
  const custom = await config.endpoint?.();
  const { url, properties } = config.endpointProvider({
    Region: region,
    ForcePathStyle: config.forcePathStyle,
    UseFIPS: await config.useFipsEndpoint(),
    UseDualStack: await config.useDualstackEndpoint(),
    ...(bucket === undefined ? {} : { Bucket: bucket }),
    ...(custom === undefined ? {} : { Endpoint: formatEndpoint(custom) }),
  });
  const [scheme] = (properties?.["authSchemes"] ?? []) as { signingRegion?: string; signingName?: string }[];
  return { url, signingRegion: scheme?.signingRegion, signingName: scheme?.signingName };
}

function formatEndpoint({ protocol, hostname, port, path }: EndpointParts): string {
  return `${protocol}//${hostname}${port === undefined ? "" : `:${port.toString()}`}${path}`;
}

interface EndpointParts {
  readonly protocol: string;
  readonly hostname: string;
  readonly port?: number | undefined;
  readonly path: string;
}
