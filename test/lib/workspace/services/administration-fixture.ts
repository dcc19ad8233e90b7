import { PutObjectCommand } from "@aws-sdk/client-s3";
import { administerRegistry } from "../../../../src/lib/workspace/administer-registry.js";
import type { Administration } from "../../../../src/lib/workspace/administration.js";
import { AuditLog } from "../../../../src/lib/workspace/audit/audit-log.js";
import type { Actor } from "../../../../src/lib/workspace/services/administration-context.js";
import { controlStore } from "../registry/registry-fixture.js";

/** A registry in an embedded store, and whoever is to act on it. */
export async function team() {
  const store = await controlStore();
  const registry = await store.open();
  const audit = new AuditLog(registry.bucket, registry.keys);
  const as = (actor: Actor): Administration =>
    administerRegistry({
      registry,
      client: store.client,
      actor,
      audit,
      mintToken: async ({ tokenId }) =>
        Promise.resolve({
          accessKeyId: `MINT${tokenId}`,
          secretAccessKey: "minted-secret",
          sessionToken: "minted-token",
        }),
    });
  const administrator = as({ kind: "administrator" });
  return {
    store,
    registry,
    audit,
    administrator,
    anonymous: as({ kind: "anonymous" }),
    /** Create users, and get what acts for each. */
    users: async (...names: readonly string[]): Promise<readonly Administration[]> => {
      for (const name of names) await administrator.createUser({ name });
      return names.map((name) => as({ kind: "user", userId: registry.state.userNamed(name)?.id ?? "" }));
    },
    put: async (Bucket: string, Key: string) =>
      store.client.send(new PutObjectCommand({ Bucket, Key, Body: Key })),
    async [Symbol.asyncDispose](): Promise<void> {
      await store[Symbol.asyncDispose]();
    },
  };
}
