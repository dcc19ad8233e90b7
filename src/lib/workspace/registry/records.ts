import type { AccessScope, Grantee, Permission } from "../../access/grants/access-grant.js";

/** Somebody with a key of the gateway's. Instants are ISO 8601 texts, so that the log can be read by people. */
export interface User {
  readonly id: string;
  /** Unique without regard to case; what people type. */
  readonly name: string;
  readonly email?: string | undefined;
  /** May do what the registry's commands do, for everybody. */
  readonly isAdministrator: boolean;
  readonly isEnabled: boolean;
  readonly createdAt: string;
  readonly key: UserKey;
}

/** A user's long-lived key pair; the secret is sealed with the key ring, since signatures are checked with it. */
export interface UserKey {
  readonly accessKeyId: string;
  readonly sealedSecret: string;
  readonly createdAt: string;
}

export interface Group {
  readonly id: string;
  readonly name: string;
  readonly createdAt: string;
}

/** That a user is in a group. Its id is `GROUP:USER`. */
export interface Membership {
  readonly id: string;
  readonly groupId: string;
  readonly userId: string;
}

/** Lets whoever knows the code register himself, once. */
export interface Invitation {
  readonly id: string;
  /** SHA-256 of the code, in hex: the code itself is shown once. */
  readonly codeHash: string;
  /** The only name that it may be used for; undefined: any that is free. */
  readonly userName?: string | undefined;
  readonly groupIds: readonly string[];
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt: string;
}

/** A prefix of a bucket with an owner. */
export interface Workspace {
  readonly id: string;
  /** Unique without regard to case. */
  readonly name: string;
  readonly ownerId: string;
  readonly bucket: string;
  /** Ends in `/`; empty: the whole bucket. */
  readonly prefix: string;
  /** Every user may read it. */
  readonly isPublic: boolean;
  readonly quotaBytes?: number | undefined;
  readonly createdAt: string;
}

/** That a user or a group may use a workspace, or a part of it. */
export interface Share {
  readonly id: string;
  readonly workspaceId: string;
  readonly grantee: Grantee;
  readonly permission: Permission;
  /** Below the workspace's own prefix; empty or ends in `/`. */
  readonly prefix: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
}

/** A URL of the gateway's under which one object can be had without credentials. */
export interface ShareLink {
  readonly id: string;
  /** SHA-256 of the token in the URL, in hex. */
  readonly tokenHash: string;
  readonly bucket: string;
  readonly key: string;
  readonly createdBy: string;
  readonly createdAt: string;
  readonly expiresAt?: string | undefined;
  readonly maxDownloads?: number | undefined;
  /** `scrypt$SALT$HASH`; undefined: no password. */
  readonly passwordHash?: string | undefined;
}

/** Short-lived credentials that were issued to somebody. */
export interface Token {
  readonly id: string;
  readonly userId: string;
  readonly accessKeyId: string;
  /** Gateway: checked at each request. STS: the store's own, which nobody can take back. */
  readonly mode: "gateway" | "sts";
  /** Grants that they are limited to; undefined: all that the user has. */
  readonly grantIds?: readonly string[] | undefined;
  /** Workspaces that they were asked for, for people to read. */
  readonly workspaces: readonly string[];
  readonly issuedAt: string;
  readonly expiresAt: string;
}

/** The instance of S3 Access Grants; its id is `default`. */
export interface AccessGrantsInstance {
  readonly id: string;
  readonly accountId: string;
  /** Region that its ARNs name; undefined: us-east-1. */
  readonly region?: string | undefined;
  readonly createdAt: string;
  readonly identityCenterArn?: string | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** As the API has it, where one was put. */
  readonly resourcePolicy?: string | undefined;
  readonly resourcePolicyCreatedAt?: string | undefined;
  /** The organization that the resource policy names. */
  readonly organization?: string | undefined;
}

export interface AccessGrantsLocation {
  readonly id: string;
  /** `s3://`, `s3://bucket` or `s3://bucket/prefix*`, as it was given. */
  readonly scope: string;
  readonly iamRoleArn: string;
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** A grant of S3 Access Grants: what the API tells about it, and what it means in the access model. */
export interface AccessGrantsGrant {
  readonly id: string;
  readonly locationId: string;
  readonly subPrefix?: string | undefined;
  readonly granteeType: "IAM" | "DIRECTORY_USER" | "DIRECTORY_GROUP";
  readonly granteeIdentifier: string;
  readonly permission: Permission;
  readonly applicationArn?: string | undefined;
  /** Location and sub-prefix put together, as the API shows it. */
  readonly grantScope: string;
  readonly createdAt: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly grantee: Grantee;
  /** What {@link grantScope} covers. */
  readonly scope: AccessScope;
}

/** What the registry as a whole is set to; its id is `registry`. */
export interface RegistrySettings {
  readonly id: string;
  /** Where workspaces are put that name no place of their own. */
  readonly defaultBucket?: string | undefined;
  /** Ends in `/`, or is empty; workspaces go below it under `OWNER/NAME/`. */
  readonly defaultPrefix?: string | undefined;
  /** Role that `sts` tokens are issued with. */
  readonly stsRoleArn?: string | undefined;
  /** Where users reach the gateway. */
  readonly gatewayEndpoint?: string | undefined;
}

/** The kinds of records, each with the shape of its records. */
export interface RegistryRecords {
  readonly user: User;
  readonly group: Group;
  readonly membership: Membership;
  readonly invitation: Invitation;
  readonly workspace: Workspace;
  readonly share: Share;
  readonly link: ShareLink;
  readonly token: Token;
  readonly "access-grants-instance": AccessGrantsInstance;
  readonly "access-grants-location": AccessGrantsLocation;
  readonly "access-grant": AccessGrantsGrant;
  readonly settings: RegistrySettings;
}

export type RecordKind = keyof RegistryRecords;

/** One change: a record as it is from now on, or one that is gone. */
export type RegistryEvent = PutEvent | RemoveEvent;

export type PutEvent = {
  readonly [Kind in RecordKind]: { readonly put: Kind; readonly record: RegistryRecords[Kind] };
}[RecordKind];

export interface RemoveEvent {
  readonly remove: RecordKind;
  readonly id: string;
}
