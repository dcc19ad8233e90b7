import { ConflictError, ConfigurationError, NotFoundError, UsageError } from "../errors/s3kit-error.js";
import { parseEndpoint } from "./endpoint.js";
import type { Environment } from "./environment.js";
import { readSettings, settingsFile, writeSettings } from "./settings-file.js";

/** A store and the credentials for it, under a name of the user's. */
export interface Profile {
  /** Undefined: AWS itself. */
  readonly endpoint?: string;
  readonly region?: string;
  readonly pathStyle?: boolean;
  readonly accessKeyId?: string;
  readonly secretAccessKey?: string;
  readonly sessionToken?: string;
  /** Take the credentials from this profile of `~/.aws`. */
  readonly awsProfile?: string;
  /** Requests are not signed. */
  readonly anonymous?: boolean;
  /** PEM file of certificate authorities. */
  readonly caFile?: string;
  readonly checksums?: "when_supported" | "when_required";
  /** Requests are signed with what S3 Access Grants gives for them. */
  readonly accessGrants?: boolean;
  /** The endpoint is a gateway: users, workspaces and shares are asked of it. */
  readonly gateway?: boolean;
  /** `s3://BUCKET`: users, workspaces and shares are those of the registry there. */
  readonly control?: string;
}

export interface Profiles {
  readonly byName: Readonly<Record<string, Profile>>;
  /** The one in use where no other is named. */
  readonly inUse: string | undefined;
}

/**
 * Read all profiles.
 *
 * @throws ConfigurationError when the file of profiles is damaged.
 */
export async function readProfiles(env: Environment): Promise<Profiles> {
  const { profiles, inUse } = await readSettings(settingsFile("profiles", env));
  return { byName: parseProfiles(profiles), inUse: typeof inUse === "string" ? inUse : undefined };
}

/**
 * Keep a profile under a name.
 *
 * @throws ConflictError when there is one of that name and `overwrite` is not set; UsageError for an unfit name or endpoint.
 */
export async function saveProfile(
  name: string,
  profile: Profile,
  env: Environment,
  { overwrite = false }: { readonly overwrite?: boolean } = {},
): Promise<void> {
  assertName(name);
  parseEndpoint(profile.endpoint);
  const { byName } = await readProfiles(env);
  if (Object.hasOwn(byName, name) && !overwrite) {
    throw new ConflictError(`There is a profile ${name} already`, {
      code: "ProfileExists",
      hints: ["Choose another name, or pass --overwrite"],
    });
  }
  await writeSettings(settingsFile("profiles", env), { profiles: { ...byName, [name]: profile } });
}

/** Use a profile where no other is named; undefined: none. @throws NotFoundError when there is no such profile. */
export async function useProfile(name: string | undefined, env: Environment): Promise<void> {
  if (name !== undefined) profileNamed(name, await readProfiles(env));
  await writeSettings(settingsFile("profiles", env), { inUse: name });
}

/** Forget a profile and its secrets. @throws NotFoundError when there is no such profile. */
export async function removeProfile(name: string, env: Environment): Promise<void> {
  const profiles = await readProfiles(env);
  profileNamed(name, profiles);
  const left = Object.fromEntries(Object.entries(profiles.byName).filter(([other]) => other !== name));
  const inUse = profiles.inUse === name ? undefined : profiles.inUse;
  await writeSettings(settingsFile("profiles", env), { profiles: left, inUse });
}

/** The profile of a name. @throws NotFoundError when there is none. */
export function profileNamed(name: string, { byName }: Profiles): Profile {
  const profile = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (profile !== undefined) return profile;
  throw noSuchProfile(name);
}

/** Says that a profile is not there. */
export function noSuchProfile(name: string): NotFoundError {
  return new NotFoundError(`There is no profile ${name}`, {
    code: "NoSuchProfile",
    hints: ["Run s3kit profile list", `Or add it: s3kit profile add ${name}`],
  });
}

/** Names appear in shells, completions and files: keep to what needs no quoting. */
function assertName(name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/.test(name)) return;
  throw new UsageError(`Not a name for a profile: ${name}`, {
    code: "InvalidProfileName",
    hints: ["Use 1 to 64 letters, digits and . _ - @ +, beginning with a letter or digit"],
  });
}

function parseProfiles(value: unknown): Readonly<Record<string, Profile>> {
  if (value === undefined) return {};
  if (!isRecord(value) || !Object.values(value).every(isRecord)) {
    throw new ConfigurationError("The file of profiles is damaged: profiles is not an object of objects", {
      hints: ["Mend profiles.json in s3kit's folder of settings, or move it away"],
    });
  }
  return value as Record<string, Profile>;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
