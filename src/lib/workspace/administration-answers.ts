import type { AccessScope, Permission } from "../access/grants/access-grant.js";

/*
 * What the operations of `Administration` answer: plain JSON, with names instead of the registry's ids, and instants as
 * ISO 8601 texts. Secrets are in an answer when it is the one time that they are shown.
 */

export interface UserDocument {
  readonly name: string;
  readonly email: string | null;
  readonly isAdministrator: boolean;
  readonly isEnabled: boolean;
  readonly createdAt: string;
  readonly accessKeyId: string;
  readonly keyCreatedAt: string;
  readonly groups: readonly string[];
}

/** A user with the secret of his key, which is shown this one time. */
export interface UserWithKey extends UserDocument {
  readonly secretAccessKey: string;
}

/** Who asks. */
export interface CallerDocument {
  /** Null: not one of the registry's users, but whoever holds the control bucket and the key ring. */
  readonly user: UserDocument | null;
  readonly isAdministrator: boolean;
}

/** What deleting a user took away with him. */
export interface DeletedUser {
  readonly name: string;
  readonly sharesRevoked: number;
  readonly tokensRevoked: number;
  readonly linksRevoked: number;
}

export interface GroupDocument {
  readonly name: string;
  readonly createdAt: string;
  readonly members: readonly string[];
}

export interface InvitationDocument {
  readonly id: string;
  readonly userName: string | null;
  readonly groups: readonly string[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

export interface InvitationWithCode extends InvitationDocument {
  /** Shown this one time. */
  readonly code: string;
}

export interface WorkspaceDocument {
  readonly name: string;
  readonly owner: string;
  readonly bucket: string;
  /** Ends in `/`; empty: the whole bucket. */
  readonly prefix: string;
  readonly uri: string;
  readonly isPublic: boolean;
  readonly quotaBytes: number | null;
  readonly createdAt: string;
  /** What the caller may do with all of it; null: nothing, or with a part only. */
  readonly permission: Permission | null;
  /** Parts of it that the caller may use, where he may not use all. */
  readonly parts: readonly { readonly prefix: string; readonly permission: Permission }[];
}

/** What deleting a workspace took away with it; its objects are another matter. */
export interface DeletedWorkspace {
  readonly name: string;
  readonly uri: string;
  readonly sharesRevoked: number;
  readonly linksRevoked: number;
}

export interface ImportedWorkspaces {
  readonly created: readonly WorkspaceDocument[];
  readonly skipped: readonly { readonly uri: string; readonly reason: string }[];
}

export interface ShareDocument {
  readonly id: string;
  readonly workspace: string;
  readonly owner: string;
  /** The one or the other. */
  readonly user: string | null;
  readonly group: string | null;
  readonly permission: Permission;
  readonly prefix: string;
  readonly uri: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly isExpired: boolean;
  /** Whether the caller gave it, got it, or neither. */
  readonly direction: "given" | "received" | "other";
}

export interface LinkDocument {
  readonly id: string;
  readonly uri: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string | null;
  readonly isExpired: boolean;
  readonly maxDownloads: number | null;
  readonly hasPassword: boolean;
}

export interface LinkWithToken extends LinkDocument {
  /** The last part of its URL; shown this one time. */
  readonly token: string;
  /** Null: no gateway's address is known. */
  readonly url: string | null;
}

export interface TokenDocument {
  readonly id: string;
  readonly user: string;
  readonly accessKeyId: string;
  readonly mode: "gateway" | "sts";
  /** Empty: all that the user may use. */
  readonly workspaces: readonly string[];
  readonly issuedAt: string;
  readonly expiresAt: string;
  readonly isExpired: boolean;
}

/** Credentials for a gateway, shown this one time. */
export interface IssuedToken {
  readonly id: string;
  readonly user: string;
  readonly mode: "gateway" | "sts";
  readonly workspaces: readonly string[];
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: string;
  /** Null: no gateway's address is known. */
  readonly endpoint: string | null;
}

/** What a token may reach, for a session policy. */
export interface TokenScopes {
  readonly user: string;
  readonly workspaces: readonly string[];
  readonly scopes: readonly {
    readonly scope: AccessScope;
    readonly permission: Permission;
    readonly grantId: string;
  }[];
}

export interface SettingsDocument {
  readonly defaultBucket: string | null;
  readonly defaultPrefix: string;
  readonly stsRoleArn: string | null;
  readonly gatewayEndpoint: string | null;
}

export interface AuditRecord {
  readonly at: string;
  /** Name of a user, `administrator` or `anonymous`. */
  readonly by: string;
  /** `share create`, `PutObject`. */
  readonly action: string;
  readonly outcome: "done" | "refused";
  /** What it was done to: a name, or s3://bucket/key. */
  readonly target: string | null;
  readonly reason: string | null;
  readonly details: Readonly<Record<string, string | number | boolean | null>>;
}
