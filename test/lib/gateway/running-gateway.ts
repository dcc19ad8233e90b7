import { setTimeout as delay } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import type { SessionClaims } from "../../../src/lib/gateway/credentials/session-claims.js";
import { mintCredentials } from "../../../src/lib/gateway/credentials/mint-credentials.js";
import { FOLLOW_INTERVAL_MS } from "../../../src/lib/gateway/registry-freshness.js";
import type { StartProxyOptions } from "../../../src/lib/proxy/start-proxy.js";
import type { RegistryEvent, Share } from "../../../src/lib/workspace/registry/records.js";
import { openRegistry } from "../../../src/lib/workspace/registry/registry.js";
import { proxyBefore } from "../proxy/running-proxy.js";
import { clientFor, runningStore, sendRaw, type RawRequest } from "../store/running-store.js";
import { ORIGIN, RING, userEvent, workspaceEvent } from "../workspace/registry/registry-fixture.js";

/** The key of a test's user. */
export function keyOf(name: string) {
  return { accessKeyId: `AK${name}`, secretAccessKey: `secret of ${name}` };
}

export type GatewayFixture = Awaited<ReturnType<typeof runningGateway>>;

/**
 * A store with the buckets `control` and `data`, a registry written by somebody else, and a gateway in front. `using` stops
 * everything.
 */
export async function runningGateway(options: Partial<StartProxyOptions> = {}) {
  const store = await runningStore();
  await store.createBucket("control");
  await store.createBucket("data");
  const registry = await openRegistry(store.client, { bucket: "control", ring: RING });
  const start = () =>
    proxyBefore(store.endpoint, { gateway: { controlBucket: "control", ring: RING }, ...options });
  const proxy = await start();
  const clients: S3Client[] = [];
  const commit = async (...events: readonly RegistryEvent[]): Promise<void> => {
    await registry.commit(ORIGIN, () => events);
  };
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
    commit,
    /** Resolves when the gateway knows what was committed. */
    refreshed: async () => delay(FOLLOW_INTERVAL_MS + 100),
    /** Another gateway on the same registry. */
    startAnother: start,
    addUser: async (name: string, more: Parameters<typeof userEvent>[1] = {}) => {
      const { accessKeyId, secretAccessKey } = keyOf(name);
      const sealedSecret = await registry.keys.seal(`u-${name}`, secretAccessKey);
      const key = { accessKeyId, sealedSecret, createdAt: "2026-01-01T00:00:00.000Z" };
      await commit(userEvent(name, { key, ...more }));
    },
    addWorkspace: async (...input: Parameters<typeof workspaceEvent>) => commit(workspaceEvent(...input)),
    share: async (workspace: string, user: string, more: Partial<Share> = {}) => {
      const id = `s-${workspace}-${user}`;
      const grantee = `user:u-${user}` as const;
      const createdAt = "2026-01-01T00:00:00.000Z";
      const plain = { id, workspaceId: `w-${workspace}`, grantee, permission: "READ", prefix: "" } as const;
      await commit({ put: "share", record: { ...plain, createdBy: "administrator", createdAt, ...more } });
    },
    as: (name: string): S3Client => clientOf({ credentials: keyOf(name) }),
    withSession: async (name: string, claims: Partial<SessionClaims> = {}): Promise<S3Client> => {
      const { expiration: _expiration, ...credentials } = await mint(name, claims);
      return clientOf({ credentials });
    },
    sendAs: async (name: string, request: RawRequest) =>
      sendRaw(proxy.endpoint, { key: keyOf(name), ...request }),
    async [Symbol.asyncDispose](): Promise<void> {
      for (const client of clients) client.destroy();
      await proxy[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** Temporary credentials of a test's user. */
export async function mint(name: string, claims: Partial<SessionClaims> = {}) {
  const issuedAt = Date.now();
  return mintCredentials(RING, { userId: `u-${name}`, issuedAt, expiresAt: issuedAt + 3_600_000, ...claims });
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
