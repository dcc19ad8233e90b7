/** A key pair, with the token of temporary ones. */
export interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string | undefined;
}

/** What a server knows of an access key. */
interface Secret {
  readonly secretAccessKey: string;
  /** Temporary credentials: requests must carry this very token. */
  readonly sessionToken?: string | undefined;
  /** Temporary credentials: from this moment on they are refused. */
  readonly expiresAt?: Date | undefined;
}

/**
 * Find what belongs to an access key; undefined when it is unknown. The token that the request carries is given
 * for lookups that keep nothing and unseal everything from it.
 */
export type SecretLookup = (accessKeyId: string, sessionToken?: string) => Promise<Secret | undefined>;
