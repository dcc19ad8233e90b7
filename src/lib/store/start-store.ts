import type { SecretLookup } from "../wire/auth/credentials.js";
import { createS3Server, type S3Server } from "../wire/http/create-s3-server.js";
import { listenOn } from "../wire/http/listen-on.js";
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
 * @throws ConflictError when the port is taken or another process has the folder open;
 * ConfigurationError when folder, address or kept credentials cannot be used.
 */
export async function startStore(options: StartStoreOptions): Promise<RunningStore> {
  const { dir, fsync = false, clock = () => new Date() } = options;
  const engine = await openStoreEngine({ dir, clock, fsync });
  try {
    const credentials = await openStoreCredentials(dir, options.keys);
    const server = createStoreServer(engine, credentials.keys, options);
    const address = await listenOn(server, { host: options.host, port: options.port, secure: false });
    return {
      ...address,
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
