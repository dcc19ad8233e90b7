import { createKeyRing } from "../../../src/lib/key-ring/key-ring.js";
import { createLocalKey } from "../../../src/lib/key-ring/local-key.js";
import type { PutEvent, RegistryEvent, Share } from "../../../src/lib/workspace/registry/records.js";
import { openRegistry, type Registry } from "../../../src/lib/workspace/registry/registry.js";
import { startTestProxy, type TestProxy } from "./test-proxy.js";
import type { Workbench } from "./workbench.js";

const RING_HEX = "5a".repeat(32);
const RING = createKeyRing([createLocalKey("test", Buffer.from(RING_HEX, "hex"))], "test");
const LONG_AGO = "2026-01-01T00:00:00.000Z";

/** The key of a user in the registry. */
export function userKey(name: string) {
  return { accessKeyId: `S3KU${name.toUpperCase()}`, secretAccessKey: `secret/of+${name}` };
}

/** A gateway of the program's in front of the test's store, and its registry, open to be changed behind its back. */
export interface GatewayWorld {
  readonly gateway: TestProxy;
  readonly data: string;
  readonly control: string;
  readonly registry: Registry;
  commit(...events: readonly RegistryEvent[]): Promise<void>;
  /** Another gateway on the same registry. */
  startAnother(): Promise<TestProxy>;
  close(): Promise<void>;
}

/** Start a gateway whose registry holds these records; `bucketNames` has the names of its buckets. */
export async function startGatewayWorld(
  bench: Workbench,
  seed: (data: string) => readonly PutEvent[],
): Promise<GatewayWorld> {
  const [control, data] = [await bench.bucket(), await bench.bucket()];
  const registry = await openRegistry(bench.client, { bucket: control, ring: RING });
  const commit = async (...events: readonly RegistryEvent[]): Promise<void> => {
    const sealed = await Promise.all(events.map((event) => withSecret(event, registry)));
    await registry.commit({ by: "administrator", action: "test" }, () => sealed);
  };
  await commit(...seed(data));
  const start = async (): Promise<TestProxy> => {
    const words = ["--gateway", "--control", `s3://${control}`, "--ring", "env:TEST_RING"];
    return startTestProxy(bench.store, { words, env: { TEST_RING: `test:${RING_HEX}` } });
  };
  const started: TestProxy[] = [await start()];
  const [gateway] = started;
  if (gateway === undefined) throw new Error("There is no gateway");
  return {
    gateway,
    data,
    control,
    registry,
    commit,
    startAnother: async () => {
      const another = await start();
      started.push(another);
      return another;
    },
    close: async () => {
      for (const proxy of started) await proxy.close();
    },
  };
}

export function userRecord(name: string, isEnabled = true): PutEvent {
  const key = { ...userKey(name), sealedSecret: "", createdAt: LONG_AGO };
  const { secretAccessKey: _secret, ...kept } = key;
  const record = { id: `u-${name}`, name, isAdministrator: false, isEnabled, createdAt: LONG_AGO, key: kept };
  return { put: "user", record };
}

export function workspaceRecord(name: string, owner: string, bucket: string, prefix: string): PutEvent {
  const record = {
    id: `w-${name}`,
    name,
    ownerId: `u-${owner}`,
    bucket,
    prefix,
    isPublic: false,
    createdAt: LONG_AGO,
  };
  return { put: "workspace", record };
}

export function shareRecord(workspace: string, user: string, more: Partial<Share> = {}): PutEvent {
  const record = {
    id: `s-${workspace}-${user}`,
    workspaceId: `w-${workspace}`,
    grantee: `user:u-${user}`,
    permission: "READ",
    prefix: "",
    createdBy: "administrator",
    createdAt: LONG_AGO,
    ...more,
  } as const;
  return { put: "share", record };
}

async function withSecret(event: RegistryEvent, registry: Registry): Promise<RegistryEvent> {
  if (!("put" in event) || event.put !== "user") return event;
  const { record } = event;
  const sealedSecret = await registry.keys.seal(record.id, userKey(record.name).secretAccessKey);
  return { ...event, record: { ...record, key: { ...record.key, sealedSecret } } };
}
