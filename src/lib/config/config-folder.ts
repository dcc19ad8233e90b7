import { homedir } from "node:os";
import { join } from "node:path";
import { firstSet, type Environment } from "./environment.js";

/**
 * The folder of s3kit's settings: `S3KIT_CONFIG_DIR`, else `s3kit` in `XDG_CONFIG_HOME`, else `~/.config/s3kit`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function configFolder(env: Environment): string {
  const own = firstSet(env, "S3KIT_CONFIG_DIR");
  if (own !== undefined) return own;
  return join(firstSet(env, "XDG_CONFIG_HOME") ?? join(homeFolder(env), ".config"), "s3kit");
}

/** The folder of what can be thrown away: `s3kit` in `XDG_CACHE_HOME`, else in `~/.cache`. */
export function cacheFolder(env: Environment): string {
  return join(firstSet(env, "XDG_CACHE_HOME") ?? join(homeFolder(env), ".cache"), "s3kit");
}

/** The user's home. */
export function homeFolder(env: Environment): string {
  return firstSet(env, "HOME", "USERPROFILE") ?? homedir();
}
