import type { ConnectionSettings } from "../config/connection-settings.js";
import { firstSet, type Environment } from "../config/environment.js";
import { readProfiles, type Profile } from "../config/profiles.js";
import { resolveConnection } from "../config/resolve-connection.js";
import type { ParsedAdministrationFlags } from "./administration-flags.js";
import { toConnectionRequest } from "./connection-flags.js";

/** Whom to ask about users and workspaces. */
export interface AdministrationChoice {
  /** The registry itself, in the bucket of that URI; undefined: a gateway, which is the connection's endpoint. */
  readonly control: string | undefined;
  readonly settings: ConnectionSettings;
}

/**
 * Work out whom to ask about users and workspaces, from the first of these that says something: `--control`; the profile
 * that is named; `S3KIT_CONTROL`; the profile in use, when `s3kit login` made it or it has a registry; and then the
 * connection, whose endpoint is taken for a gateway.
 *
 * A gateway's profile is used with its own key, whatever `AWS_*` variables say of other stores.
 */
export async function chooseAdministration(
  flags: ParsedAdministrationFlags,
  env: Environment,
): Promise<AdministrationChoice> {
  const { name, control } = await registryOf(flags, env);
  const settings = await resolveConnection(
    { ...toConnectionRequest(flags), profile: name ?? flags.profile },
    env,
  );
  return { control, settings };
}

interface Source {
  readonly name: string | undefined;
  readonly control: string | undefined;
}

async function registryOf(flags: ParsedAdministrationFlags, env: Environment): Promise<Source> {
  if (flags.control !== undefined) return { name: undefined, control: flags.control };
  const { byName, inUse } = await readProfiles(env);
  const named = flags.profile ?? firstSet(env, "S3KIT_PROFILE");
  const fromNamed = named === undefined ? undefined : sourceOf(named, byName);
  if (fromNamed !== undefined) return fromNamed;
  const control = firstSet(env, "S3KIT_CONTROL");
  if (control !== undefined) return { name: undefined, control };
  const usesProfile = named === undefined && flags.endpoint === undefined && inUse !== undefined;
  const fromInUse = usesProfile ? sourceOf(inUse, byName) : undefined;
  return fromInUse ?? { name: undefined, control: undefined };
}

function sourceOf(name: string, byName: Readonly<Record<string, Profile>>): Source | undefined {
  const profile = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (profile?.gateway !== true && profile?.control === undefined) return undefined;
  return { name, control: profile.control };
}
