import type { S3Client } from "@aws-sdk/client-s3";
import { createKeyRing, type KeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import { createLocalKey } from "../../../../src/lib/key-ring/local-key.js";
import type { PutEvent, User, Workspace } from "../../../../src/lib/workspace/registry/records.js";
import { openRegistry, type RegistryOptions } from "../../../../src/lib/workspace/registry/registry.js";
import { runningStore } from "../../store/running-store.js";

export const RING = ringOf(7);

export const ORIGIN = { by: "administrator", action: "test" };

/** A ring whose one key is 32 times this byte. */
export function ringOf(byte: number, id = "k1"): KeyRing {
  return createKeyRing([createLocalKey(id, Buffer.alloc(32, byte))], id);
}

/** An embedded store with a control bucket. */
export async function controlStore() {
  const store = await runningStore();
  const bucket = await store.createBucket("control");
  const disposables = new AsyncDisposableStack();
  disposables.use(store);
  return {
    ...store,
    bucket,
    open: async (options: RegistryOptions = {}, client: S3Client = store.client) =>
      openRegistry(client, { bucket, ring: RING }, options),
    async [Symbol.asyncDispose](): Promise<void> {
      await disposables.disposeAsync();
    },
  };
}

export function userEvent(name: string, more: Partial<User> = {}): PutEvent & { put: "user" } {
  const createdAt = "2026-01-01T00:00:00.000Z";
  return {
    put: "user",
    record: {
      id: `u-${name}`,
      name,
      isAdministrator: false,
      isEnabled: true,
      createdAt,
      key: { accessKeyId: `AK${name}`, sealedSecret: "s1.k1:xx", createdAt },
      ...more,
    },
  };
}

export function workspaceEvent(name: string, owner: string, more: Partial<Workspace> = {}): PutEvent {
  return {
    put: "workspace",
    record: {
      id: `w-${name}`,
      name,
      ownerId: `u-${owner}`,
      bucket: "data",
      prefix: `${owner}/${name}/`,
      isPublic: false,
      createdAt: "2026-01-01T00:00:00.000Z",
      ...more,
    },
  };
}
