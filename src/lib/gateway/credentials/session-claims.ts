import type { AccessScope, Permission } from "../../access/grants/access-grant.js";

/** What minted credentials say about themselves: whose they are, what they are limited to, and until when. */
export interface SessionClaims {
  readonly userId: string;
  /** The user's key that stood behind the order: when it is rotated, these end. Undefined: given by an administrator. */
  readonly userKeyId?: string | undefined;
  /** The registry's entry of them: when it is revoked, these end. Undefined: there is none. */
  readonly tokenId?: string | undefined;
  /** Grants that they are limited to; when all are gone, they are good for nothing. Undefined: all of the user's. */
  readonly grantIds?: readonly string[] | undefined;
  /** Places that they are limited to, with what may be done there. Undefined: everywhere. */
  readonly scopes?: readonly { readonly scope: AccessScope; readonly permission: Permission }[] | undefined;
  /** The role that was assumed, for `GetCallerIdentity`. */
  readonly role?: { readonly name: string; readonly session: string } | undefined;
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** Milliseconds since 1970; from this instant on they are refused. */
  readonly expiresAt: number;
}
