import type { Permission } from "../access/grants/access-grant.js";
import type { CallOptions } from "../s3/call-options.js";
import type {
  AuditRecord,
  CallerDocument,
  DeletedUser,
  DeletedWorkspace,
  GroupDocument,
  ImportedWorkspaces,
  InvitationDocument,
  InvitationWithCode,
  IssuedToken,
  LinkDocument,
  LinkWithToken,
  SettingsDocument,
  ShareDocument,
  TokenDocument,
  TokenScopes,
  UserDocument,
  UserWithKey,
  WorkspaceDocument,
} from "./administration-answers.js";

/**
 * Everything that the commands for users, workspaces, shares and tokens do. There are two of it: one acts on the registry
 * itself, the other asks a gateway, which lets the first one act for the caller. Inputs and answers are plain JSON.
 *
 * Every operation throws UsageError for input that is none, NotFoundError for names that are not there (or not the
 * caller's to know of), AccessDeniedError for what the caller may not do, and ConflictError where something contradicts.
 */
export interface Administration {
  whoAmI: Operation<{}, CallerDocument>;
  register: Operation<{ readonly code: string; readonly name: string }, UserWithKey>;

  createUser: Operation<CreateUser, UserWithKey>;
  listUsers: Operation<{}, readonly UserDocument[]>;
  showUser: Operation<Named, UserDocument>;
  setUserEnabled: Operation<Named & { readonly isEnabled: boolean }, UserDocument>;
  /** Refused while he owns workspaces. */
  deleteUser: Operation<Named, DeletedUser>;
  rotateUserKey: Operation<Named, UserWithKey>;

  createGroup: Operation<Named, GroupDocument>;
  listGroups: Operation<{}, readonly GroupDocument[]>;
  addToGroup: Operation<GroupChange, GroupDocument>;
  removeFromGroup: Operation<GroupChange, GroupDocument>;
  deleteGroup: Operation<Named, GroupDocument & { readonly sharesRevoked: number }>;

  createInvitation: Operation<CreateInvitation, InvitationWithCode>;
  listInvitations: Operation<{}, readonly InvitationDocument[]>;
  revokeInvitation: Operation<Identified, InvitationDocument>;

  createWorkspace: Operation<CreateWorkspace, WorkspaceDocument>;
  /** Own ones and shared ones; an administrator sees all. */
  listWorkspaces: Operation<{}, readonly WorkspaceDocument[]>;
  showWorkspace: Operation<Named, WorkspaceDocument>;
  updateWorkspace: Operation<UpdateWorkspace, WorkspaceDocument>;
  transferWorkspace: Operation<Named & { readonly owner: string }, WorkspaceDocument>;
  /** Only the workspace: what is in it stays. */
  deleteWorkspace: Operation<Named, DeletedWorkspace>;
  importWorkspaces: Operation<ImportWorkspaces, ImportedWorkspaces>;

  createShare: Operation<CreateShare, ShareDocument>;
  listShares: Operation<{ readonly workspace?: string | undefined }, readonly ShareDocument[]>;
  updateShare: Operation<UpdateShare, ShareDocument>;
  revokeShare: Operation<Identified, ShareDocument>;

  createLink: Operation<CreateLink, LinkWithToken>;
  listLinks: Operation<{}, readonly LinkDocument[]>;
  revokeLink: Operation<Identified, LinkDocument>;

  issueToken: Operation<IssueToken, IssuedToken>;
  /** What a token for the same input may reach; `sts` tokens are made of it. */
  describeToken: Operation<IssueToken, TokenScopes>;
  /** Keep a record of credentials of the store's own STS; for administrators. */
  recordToken: Operation<RecordToken, TokenDocument>;
  listTokens: Operation<{ readonly user?: string | undefined }, readonly TokenDocument[]>;
  revokeToken: Operation<Identified, TokenDocument>;

  showSettings: Operation<{}, SettingsDocument>;
  updateSettings: Operation<Partial<SettingsDocument>, SettingsDocument>;

  /** Oldest first, at most `limit` (default 1000); `next` continues. */
  readAudit: Operation<ReadAudit, AuditPage>;
}

export type Operation<Input, Answer> = (input: Input, options?: CallOptions) => Promise<Answer>;
export type AdministrationOperation = keyof Administration;
export type InputOf<Name extends AdministrationOperation> = Parameters<Administration[Name]>[0];
export type AnswerOf<Name extends AdministrationOperation> = Awaited<ReturnType<Administration[Name]>>;

export interface Named {
  readonly name: string;
}

export interface Identified {
  readonly id: string;
}

export interface CreateUser extends Named {
  readonly email?: string | undefined;
  readonly isAdministrator?: boolean | undefined;
  /** Must be there. */
  readonly groups?: readonly string[] | undefined;
}

export interface GroupChange {
  readonly group: string;
  readonly users: readonly string[];
}

export interface CreateInvitation {
  readonly userName?: string | undefined;
  readonly groups?: readonly string[] | undefined;
  readonly expiresAt?: string | undefined;
}

export interface CreateWorkspace extends Named {
  /** Both or neither, but for administrators: then the settings say where. */
  readonly bucket?: string | undefined;
  readonly prefix?: string | undefined;
  readonly isPublic?: boolean | undefined;
  readonly quotaBytes?: number | undefined;
  /** Default: the caller. */
  readonly owner?: string | undefined;
  /** Let it lie inside, or around, another one; for administrators. */
  readonly mayOverlap?: boolean | undefined;
}

export interface UpdateWorkspace extends Named {
  readonly newName?: string | undefined;
  readonly isPublic?: boolean | undefined;
  /** Null: none. */
  readonly quotaBytes?: number | null | undefined;
}

export interface ImportWorkspaces {
  readonly bucket: string;
  readonly prefix: string;
  /** One workspace for each first level below the prefix, named like it. */
  readonly each: boolean;
  /** Of the one workspace; default: the prefix's last level. */
  readonly name?: string | undefined;
  readonly owner?: string | undefined;
  readonly mayOverlap?: boolean | undefined;
}

export interface CreateShare {
  readonly workspace: string;
  /** The one or the other. */
  readonly user?: string | undefined;
  readonly group?: string | undefined;
  readonly permission: Permission;
  /** Below the workspace. */
  readonly prefix?: string | undefined;
  readonly expiresAt?: string | undefined;
}

export interface UpdateShare extends Identified {
  readonly permission?: Permission | undefined;
  /** Null: until revoked. */
  readonly expiresAt?: string | null | undefined;
}

export interface CreateLink {
  readonly bucket: string;
  readonly key: string;
  readonly expiresAt?: string | undefined;
  readonly maxDownloads?: number | undefined;
  readonly password?: string | undefined;
}

export interface IssueToken {
  /** Names; empty or left out: all that the user may use, at any time while the token lives. */
  readonly workspaces?: readonly string[] | undefined;
  readonly durationSeconds?: number | undefined;
  /** Default: the caller. Others' for administrators. */
  readonly user?: string | undefined;
}

export interface RecordToken {
  readonly user: string;
  readonly workspaces: readonly string[];
  readonly accessKeyId: string;
  readonly expiresAt: string;
}

export interface ReadAudit {
  readonly since?: string | undefined;
  readonly until?: string | undefined;
  readonly by?: string | undefined;
  /** Beginning of the action: `share`, `share revoke`. */
  readonly action?: string | undefined;
  readonly outcome?: "done" | "refused" | undefined;
  /** Beginning of the target. */
  readonly target?: string | undefined;
  readonly limit?: number | undefined;
  readonly next?: string | undefined;
}

export interface AuditPage {
  readonly records: readonly AuditRecord[];
  readonly next: string | null;
}
