import { hash } from "node:crypto";
import path from "node:path";
import { homeFolder } from "../config/config-folder.js";
import { firstSet, type Environment } from "../config/environment.js";

/**
 * Where journals of interrupted transfers are kept: the folder `transfers` in `S3KIT_STATE_DIR`, else in `s3kit` in
 * `XDG_STATE_HOME`, else in `~/.local/state/s3kit`.
 *
 * @see https://specifications.freedesktop.org/basedir-spec/latest/
 */
export function transferStateFolder(env: Environment): string {
  const own = firstSet(env, "S3KIT_STATE_DIR");
  if (own !== undefined) return path.join(own, "transfers");
  const base = firstSet(env, "XDG_STATE_HOME") ?? path.join(homeFolder(env), ".local", "state");
  return path.join(base, "s3kit", "transfers");
}

/** A file name for what the given parts identify together. */
export function stateFileName(identifiers: readonly string[], extension: string): string {
  return `${hash("sha256", JSON.stringify(identifiers), "hex").slice(0, 32)}.${extension}`;
}
