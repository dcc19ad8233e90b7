import { join } from "node:path";
import { configFolder } from "../../config/config-folder.js";
import type { ConnectionSettings } from "../../config/connection-settings.js";
import type { Environment } from "../../config/environment.js";
import { firstSet } from "../../config/environment.js";
import { readProfiles } from "../../config/profiles.js";
import { resolveConnection, type ConnectionRequest } from "../../config/resolve-connection.js";
import type { EmbeddedUpstream } from "./open-embedded.js";

export interface UpstreamRequest extends Omit<ConnectionRequest, "profile"> {
  /** A profile's name or a store's URL; undefined: what is configured. */
  readonly upstream?: string | undefined;
}

/**
 * Work out which store a proxy stands in front of. The URL of a store goes with the credentials of the `AWS_*` variables (and
 * of the rest of the AWS credential chain). When neither flags, nor the environment, nor a profile in use names a store, it is
 * an embedded one in s3kit's folder.
 *
 * @throws as `resolveConnection` does.
 */
export async function chooseUpstream(
  { upstream, ...request }: UpstreamRequest,
  env: Environment,
): Promise<ConnectionSettings | EmbeddedUpstream> {
  if (upstream !== undefined && /^https?:\/\//i.test(upstream))
    return resolveConnection({ ...request, endpoint: upstream }, withoutProfiles(env));
  if (upstream !== undefined) return resolveConnection({ ...request, profile: upstream }, env);
  if (await namesStore(request, env)) return resolveConnection(request, env);
  return { embeddedDir: join(configFolder(env), "store") };
}

/** A URL is a store of its own: the profile in use, which is another store, has no credentials for it. */
function withoutProfiles(env: Environment): Environment {
  return { ...env, S3KIT_PROFILE: undefined, AWS_PROFILE: firstSet(env, "AWS_PROFILE") ?? "default" };
}

async function namesStore({ endpoint, region }: UpstreamRequest, env: Environment): Promise<boolean> {
  if (endpoint !== undefined || region !== undefined) return true;
  const variables = ["S3KIT_PROFILE", "AWS_PROFILE", "AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL"];
  if (firstSet(env, ...variables) !== undefined) return true;
  return (await readProfiles(env)).inUse !== undefined;
}
