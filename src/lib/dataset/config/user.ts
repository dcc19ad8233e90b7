import { userInfo } from "node:os";
import path from "node:path";
import { homeFolder } from "../../config/config-folder.js";
import { firstSet, type Environment } from "../../config/environment.js";
import type { DtoolConfig } from "./dtool-config.js";

/**
 * Who makes a dataset: as Python's `getpass.getuser` finds out. It stands in a header, so letters with accents lose
 * them and other characters outside ASCII become `_`.
 */
export function creatorUsername(env: Environment): string {
  const name = firstSet(env, "LOGNAME", "USER", "LNAME", "USERNAME") ?? userInfo().username;
  return name
    .normalize("NFKD")
    .replaceAll(/\p{M}/gu, "")
    .replaceAll(/[^\x20-\x7e]/g, "_");
}

/** The folder where fetched items are kept, shared with dtool. */
export function cacheDirectory(config: DtoolConfig): string {
  return config.get("DTOOL_CACHE_DIRECTORY") ?? path.join(homeFolder(config.env), ".cache", "dtool");
}
