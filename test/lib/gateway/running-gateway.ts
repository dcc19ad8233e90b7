import { setTimeout as delay } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { mintCredentials } from "../../../src/lib/gateway/credentials/mint-credentials.js";
import type { SessionClaims } from "../../../src/lib/gateway/credentials/session-claims.js";
import { FOLLOW_INTERVAL_MS } from "../../../src/lib/gateway/registry-freshness.js";
import type { StartProxyOptions } from "../../../src/lib/proxy/start-proxy.js";
import type { RegistryEvent, Share, User } from "../../../src/lib/workspace/registry/records.js";
import { openRegistry, type Registry } from "../../../src/lib/workspace/registry/registry.js";
import { proxyBefore } from "../proxy/running-proxy.js";
import { clientFor, runningStore, sendRaw, type RawRequest } from "../store/running-store.js";
import { ORIGIN, RING, userEvent, workspaceEvent } from "../workspace/registry/registry-fixture.js";

/** The key of a test's user. */
export function keyOf(name: string) {
  return { accessKeyId: `AK${name}`, secretAccessKey: `secret of ${name}` };
}

export type GatewayFixture = Awaited<ReturnType<typeof runningGateway>>;

const LONG_AGO = "2026-01-01T00:00:00.000Z";

/** Writes to the registry behind a gateway's back, as another gateway would. */
export class RegistryWriter {
  readonly registry: Registry;

  constructor(registry: Registry) {
    this.registry = registry;
  }

  async commit(...events: readonly RegistryEvent[]): Promise<void> {
    await this.registry.commit(ORIGIN, () => events);
  }

  async addUser(name: string, more: Parameters<typeof userEvent>[1] = {}): Promise<void> {
    const { accessKeyId, secretAccessKey } = keyOf(name);
    const sealedSecret = await this.registry.keys.seal(`u-${name}`, secretAccessKey);
    await this.commit(userEvent(name, { key: { accessKeyId, sealedSecret, createdAt: LONG_AGO }, ...more }));
  }

  async addUsers(...names: readonly string[]): Promise<void> {
    for (const name of names) await this.addUser(name);
  }

  async addWorkspace(...input: Parameters<typeof workspaceEvent>): Promise<void> {
    await this.commit(workspaceEvent(...input));
  }

  async share(workspace: string, user: string, more: Partial<Share> = {}): Promise<void> {
    await this.commit({
      put: "share",
      record: {
        id: `s-${workspace}-${user}`,
        workspaceId: `w-${workspace}`,
        grantee: `user:u-${user}`,
        permission: "READ",
        prefix: "",
        createdBy: "administrator",
        createdAt: LONG_AGO,
        ...more,
      },
    });
  }

  /** Resolves when gateways on this registry know what was committed. */
  async known(): Promise<void> {
    await delay(FOLLOW_INTERVAL_MS + 100);
  }
}

/** Alice owns `alice/lab/` and `alice/own/` in the bucket `data`; Bob may read the former; Carol is a stranger. */
export async function seedLab(writer: RegistryWriter): Promise<void> {
  await writer.addUsers("alice", "bob", "carol");
  await writer.addWorkspace("lab", "alice");
  await writer.addWorkspace("own", "alice");
  await writer.share("lab", "bob");
}

/**
 * A store with the buckets `control` and `data`, a registry written by somebody else, and a gateway in front. `using` stops
 * everything.
 */
export async function runningGateway(
  seed: (writer: RegistryWriter) => Promise<void> = seedLab,
  options: Partial<StartProxyOptions> = {},
) {
  const store = await runningStore();
  await store.createBucket("control");
  await store.createBucket("data");
  const registry = await openRegistry(store.client, { bucket: "control", ring: RING });
  const writer = new RegistryWriter(registry);
  await seed(writer);
  const start = () =>
    proxyBefore(store.endpoint, { gateway: { controlBucket: "control", ring: RING }, ...options });
  const proxy = await start();
  const clients: S3Client[] = [];
  const clientOf = (credentials: Parameters<typeof clientFor>[1] & object): S3Client => {
    const client = clientFor(proxy.endpoint, credentials);
    clients.push(client);
    return client;
  };
  return {
    ...proxy,
    /** Signs as an administrator of the gateway. */
    administrator: proxy.client,
    store,
    registry,
    writer,
    /** A user as the registry has him. */
    userRecord: (name: string): User => {
      const user = registry.state.userNamed(name);
      if (user === undefined) throw new Error(`There is no user ${name}`);
      return user;
    },
    /** Another gateway on the same registry. */
    startAnother: start,
    as: (name: string): S3Client => clientOf({ credentials: keyOf(name) }),
    withCredentials: ({ accessKeyId, secretAccessKey, sessionToken }: Credentials): S3Client =>
      clientOf({ credentials: { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) } }),
    sendAs: async (name: string, request: RawRequest) =>
      sendRaw(proxy.endpoint, { key: keyOf(name), ...request }),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const client of clients) client.destroy();
      await proxy[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** Temporary credentials of a test's user. */
export async function mint(
  name: string,
  claims: Partial<SessionClaims> = {},
): Promise<Required<Credentials>> {
  const issuedAt = Date.now();
  const minted = await mintCredentials(RING, {
    userId: `u-${name}`,
    issuedAt,
    expiresAt: issuedAt + 3_600_000,
    ...claims,
  });
  const { accessKeyId, secretAccessKey, sessionToken } = minted;
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** What a call was refused with, or `ok`. */
export async function outcome(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return "ok";
  } catch (error) {
    const { name } = error as Error;
    return name === "403" || name === "Unknown" || name === "UnknownError" ? "AccessDenied" : name;
  }
}
