import type { Environment } from "./environment.js";
import { readProfiles, saveProfile } from "./profiles.js";

/**
 * Put a new key into a profile whose key was replaced.
 *
 * @param oldId the key that was replaced: a profile with another one is left alone.
 * @returns the profile's name when it was changed.
 */
export async function replaceProfileKey(
  name: string | undefined,
  oldId: string,
  { accessKeyId, secretAccessKey }: { readonly accessKeyId: string; readonly secretAccessKey: string },
  env: Environment,
): Promise<string | undefined> {
  if (name === undefined) return undefined;
  const { byName } = await readProfiles(env);
  const profile = Object.hasOwn(byName, name) ? byName[name] : undefined;
  if (profile?.accessKeyId !== oldId) return undefined;
  await saveProfile(name, { ...profile, accessKeyId, secretAccessKey }, env, { overwrite: true });
  return name;
}
