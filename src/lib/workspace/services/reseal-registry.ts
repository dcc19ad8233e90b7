import type { CallOptions } from "../../s3/call-options.js";
import type { RegistryEvent, User } from "../registry/records.js";
import type { Registry } from "../registry/registry.js";
import { DIRECT_ACTOR } from "../registry/registry-state.js";

/** So many users in one entry of the log. */
const USERS_AT_ONCE = 500;

export interface ResealedRegistry {
  /** Secrets that were sealed anew; the others were so already. */
  readonly secretsResealed: number;
  readonly secretCount: number;
}

/**
 * Seal every secret with the key ring's primary key, and write a snapshot with it, so that the registry can be read
 * without the ring's older keys. The audit log cannot: what is in it stays as it was written.
 *
 * @throws IntegrityError when the ring lacks a key that a secret is sealed with: then nothing of that entry is changed.
 */
export async function resealRegistry(
  registry: Registry,
  primaryId: string,
  options: CallOptions = {},
): Promise<ResealedRegistry> {
  await registry.refresh(options);
  const users = [...registry.state.users.all()];
  const old = users.filter(({ key }) => !key.sealedSecret.startsWith(`s1.${primaryId}:`));
  for (let start = 0; start < old.length; start += USERS_AT_ONCE)
    await resealUsers(registry, old.slice(start, start + USERS_AT_ONCE), options);
  await registry.writeSnapshot(options);
  return { secretsResealed: old.length, secretCount: users.length };
}

async function resealUsers(registry: Registry, users: readonly User[], options: CallOptions): Promise<void> {
  const { keys } = registry;
  const sealed = new Map<string, string>();
  for (const { id, key } of users) {
    sealed.set(key.sealedSecret, await keys.seal(id, await keys.open(id, key.sealedSecret)));
  }
  await registry.commit(
    { by: DIRECT_ACTOR, action: "workspace reseal" },
    (state) =>
      users.flatMap(({ id }): RegistryEvent[] => {
        // He may be gone meanwhile, or have another key.
        const user = state.users.get(id);
        if (user === undefined) return [];
        const sealedSecret = sealed.get(user.key.sealedSecret);
        if (sealedSecret === undefined) return [];
        return [{ put: "user", record: { ...user, key: { ...user.key, sealedSecret } } }];
      }),
    options,
  );
}
