import type { Environment } from "../config/environment.js";
import type { Profile } from "../config/profiles.js";
import type { ConnectionSettings } from "../config/connection-settings.js";
import type { CallerDocument } from "../workspace/administration-answers.js";
import { UsageError } from "../errors/s3kit-error.js";

export interface GatewayKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

export interface GatewayPlace {
  readonly endpoint: string;
  readonly region?: string | undefined;
  readonly caFile?: string | undefined;
}

/** How to reach a gateway, with a key or without. @throws UsageError when the address is no URL */
export async function gatewayConnection(
  { endpoint, region = "us-east-1", caFile }: GatewayPlace,
  credentials: GatewayKey | undefined,
): Promise<ConnectionSettings> {
  const { parseEndpoint } = await import("../config/endpoint.js");
  const address = parseEndpoint(endpoint);
  if (address === undefined) throw new UsageError(`Not the address of a gateway: ${endpoint}`);
  return {
    profile: undefined,
    endpoint: address,
    region,
    pathStyle: true,
    credentials,
    checksums: "when_required",
    ...(caFile === undefined ? {} : { caFile }),
  };
}

/** Ask a gateway whose a key is. @throws AccessDeniedError when it knows no such key */
export async function askWhoAmI(settings: ConnectionSettings, signal: AbortSignal): Promise<CallerDocument> {
  const { openGatewayAdministration } = await import("../gateway/client/gateway-administration.js");
  const gateway = await openGatewayAdministration(settings);
  try {
    return await gateway.administration.whoAmI({}, { signal });
  } finally {
    await gateway.close();
  }
}

/**
 * Keep a key for a gateway as a profile, in a file that only its owner can read, and use it where no other is named.
 *
 * @param name default: the gateway's host and port.
 * @returns the profile's name.
 */
export async function saveGatewayProfile(
  place: GatewayPlace,
  key: GatewayKey,
  { name = nameOf(place.endpoint), use }: { readonly name?: string | undefined; readonly use: boolean },
  env: Environment,
): Promise<string> {
  const { saveProfile, useProfile } = await import("../config/profiles.js");
  const { endpoint, region = "us-east-1", caFile } = place;
  const kept = caFile === undefined ? {} : { caFile };
  const { accessKeyId, secretAccessKey } = key;
  const profile: Profile = {
    endpoint,
    region,
    pathStyle: true,
    gateway: true,
    ...kept,
    accessKeyId,
    secretAccessKey,
  };
  await saveProfile(name, profile, env, { overwrite: true });
  if (use) await useProfile(name, env);
  return name;
}

function nameOf(endpoint: string): string {
  return new URL(endpoint).host.replaceAll(/[^A-Za-z0-9._-]+/g, "-").replace(/^[^A-Za-z0-9]+/, "");
}
