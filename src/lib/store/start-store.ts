import { ConflictError, ConfigurationError } from "../errors/s3kit-error.js";
import type { SecretLookup } from "../wire/auth/credentials.js";
import { createS3Server, type S3Server } from "../wire/http/create-s3-server.js";
import { type KeyPair, openStoreCredentials, type StoreCredentials } from "./credentials.js";
import type { StoreEngine } from "./engine.js";
import { openStoreEngine } from "./open-store-engine.js";
import { corsHeadersOf, createStoreHandler } from "./store-handler.js";

export type { KeyPair, StoreCredentials } from "./credentials.js";

export interface StartStoreOptions {
  /** Folder of the data; made when it is not there. */
  readonly dir: string;
  readonly host: string;
  /** 0 picks a free one. */
  readonly port: number;
  /** Key pairs that may sign; empty: the pair kept in the folder, or a new one. */
  readonly keys: readonly KeyPair[];
  /** Host names under which buckets may stand in front, besides `localhost`. */
  readonly hostSuffixes?: readonly string[];
  /** Region of buckets created without a LocationConstraint. Default: us-east-1. */
  readonly region?: string;
  readonly clock?: () => Date;
  /** Wait for the disk before a write is acknowledged. Default: false. */
  readonly fsync?: boolean;
}

export interface RunningStore {
  /** `http://HOST:PORT` */
  readonly endpoint: string;
  readonly port: number;
  readonly credentials: StoreCredentials;
  /** Let requests under way finish, then close the index. */
  close(): Promise<void>;
}

/**
 * Serve the store in a folder over HTTP. Every key pair is the store's owner and may do everything; callers without
 * a key get what bucket policies and ACLs give them.
 *
 * @throws {@link ConflictError} when the port is taken or another process has the folder open;
 * {@link ConfigurationError} when folder, address or kept credentials cannot be used.
 */
export async function startStore(options: StartStoreOptions): Promise<RunningStore> {
  const { dir, fsync = false, clock = () => new Date() } = options;
  const engine = await openStoreEngine({ dir, clock, fsync });
  try {
    const credentials = await openStoreCredentials(dir, options.keys);
    const server = createStoreServer(engine, credentials.keys, options);
    const port = await listen(server, options);
    return {
      endpoint: `http://${urlHost(options.host)}:${port.toString()}`,
      port,
      credentials,
      close: async () => {
        await server.close();
        await engine.close();
      },
    };
  } catch (error) {
    await engine.close();
    throw error;
  }
}

function createStoreServer(
  engine: StoreEngine,
  keys: readonly KeyPair[],
  { hostSuffixes = [], region = "us-east-1", clock = () => new Date() }: StartStoreOptions,
): S3Server {
  const context = { engine, region, clock };
  return createS3Server({
    handler: createStoreHandler(context),
    secrets: secretsOf(keys),
    hostSuffixes,
    clock,
    answerHeaders: (subject) => corsHeadersOf(context, subject),
  });
}

function secretsOf(keys: readonly KeyPair[]): SecretLookup {
  const secrets = new Map(keys.map(({ accessKeyId, secretAccessKey }) => [accessKeyId, { secretAccessKey }]));
  return (accessKeyId) => Promise.resolve(secrets.get(accessKeyId));
}

async function listen(server: S3Server, { host, port }: StartStoreOptions): Promise<number> {
  try {
    return (await server.listen(host, port)).port;
  } catch (error) {
    throw translateListenError(error, `${urlHost(host)}:${port.toString()}`);
  }
}

function translateListenError(cause: unknown, address: string): unknown {
  const { code = "" } = cause as NodeJS.ErrnoException;
  if (code === "EADDRINUSE") {
    return new ConflictError(`${address} is in use by another program`, {
      code: "AddressInUse",
      hints: ["Choose another port with --port, or --port 0 for any free one"],
      cause,
    });
  }
  if (["EACCES", "EADDRNOTAVAIL", "ENOTFOUND"].includes(code)) {
    return new ConfigurationError(`This machine cannot listen on ${address} (${code})`, {
      code: "AddressUnusable",
      hints: ["Check --host and --port; 127.0.0.1 and a port above 1023 work everywhere"],
      cause,
    });
  }
  return cause;
}

/** IPv6 addresses stand in brackets in URLs. */
function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
