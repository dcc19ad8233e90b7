import type { ConnectionSettings } from "./connection-settings.js";
import type { Profile } from "./profiles.js";

/** A connection as it may be shown: what is secret is masked. */
export interface ConnectionDescription {
  readonly profile: string | undefined;
  readonly endpoint: string | undefined;
  readonly region: string;
  readonly pathStyle: boolean;
  readonly checksums: ConnectionSettings["checksums"];
  /** The access key id in part, or where the credentials come from. */
  readonly credentials: string;
  readonly accessGrants: boolean;
}

/** What a connection is, without its secrets. Asks for no credentials that are not at hand. */
export function describeConnection(settings: ConnectionSettings): ConnectionDescription {
  const { profile, endpoint, region, pathStyle, checksums, accessGrants = false } = settings;
  const credentials = describeCredentials(settings);
  return { profile, endpoint, region, pathStyle, checksums, credentials, accessGrants };
}

/** A profile as it may be shown: what is secret is masked. */
export function maskProfile(profile: Profile): Profile {
  return {
    ...profile,
    ...(profile.accessKeyId === undefined ? {} : { accessKeyId: mask(profile.accessKeyId) }),
    ...(profile.secretAccessKey === undefined ? {} : { secretAccessKey: HIDDEN }),
    ...(profile.sessionToken === undefined ? {} : { sessionToken: HIDDEN }),
  };
}

const HIDDEN = "********";

function describeCredentials({ credentials }: ConnectionSettings): string {
  if (credentials === undefined) return "none: requests are not signed";
  if (typeof credentials === "function") return "from the AWS credential chain";
  return mask(credentials.accessKeyId);
}

/** Enough to tell two keys apart. */
function mask(accessKeyId: string): string {
  return accessKeyId.length <= 8
    ? `${accessKeyId.slice(0, 2)}…`
    : `${accessKeyId.slice(0, 4)}…${accessKeyId.slice(-4)}`;
}
