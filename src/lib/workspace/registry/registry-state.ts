import type { Grantee } from "../../access/grants/access-grant.js";
import { GrantIndex, type GrantLookup } from "../../access/grants/grant-index.js";
import { grantOfAccessGrant, grantOfShare, grantsOfWorkspace } from "./derive-grants.js";
import { IndexedRecords } from "./indexed-records.js";
import type {
  AccessGrantsGrant,
  AccessGrantsInstance,
  AccessGrantsLocation,
  Group,
  Invitation,
  Membership,
  PutEvent,
  RecordKind,
  RegistryEvent,
  RegistryRecords,
  RegistrySettings,
  Share,
  ShareLink,
  Token,
  User,
  Workspace,
} from "./records.js";

/** Who everything done with the registry itself, rather than by one of its users, is done by. */
export const DIRECT_ACTOR = "administrator";

/**
 * What the registry says, after all entries of its log that were read. Callers may read it at any time between two
 * awaits: an entry is applied as a whole.
 */
export class RegistryState {
  readonly users = new IndexedRecords<User, "name" | "accessKeyId">({
    name: (user: User) => [foldName(user.name)],
    accessKeyId: (user: User) => [user.key.accessKeyId],
  });
  readonly groups = new IndexedRecords<Group, "name">({ name: (group: Group) => [foldName(group.name)] });
  readonly memberships = new IndexedRecords<Membership, "user" | "group">({
    user: (membership: Membership) => [membership.userId],
    group: (membership: Membership) => [membership.groupId],
  });
  readonly invitations = new IndexedRecords<Invitation, "codeHash">({
    codeHash: (invitation: Invitation) => [invitation.codeHash],
  });
  readonly workspaces = new IndexedRecords<Workspace, "name" | "owner" | "bucket">({
    name: (workspace: Workspace) => [foldName(workspace.name)],
    owner: (workspace: Workspace) => [workspace.ownerId],
    bucket: (workspace: Workspace) => [workspace.bucket],
  });
  readonly shares = new IndexedRecords<Share, "workspace" | "grantee">({
    workspace: (share: Share) => [share.workspaceId],
    grantee: (share: Share) => [share.grantee],
  });
  readonly links = new IndexedRecords<ShareLink, "tokenHash" | "creator">({
    tokenHash: (link: ShareLink) => [link.tokenHash],
    creator: (link: ShareLink) => [link.createdBy],
  });
  readonly tokens = new IndexedRecords<Token, "accessKeyId" | "user">({
    accessKeyId: (token: Token) => [token.accessKeyId],
    user: (token: Token) => [token.userId],
  });
  readonly accessGrantsInstances = new IndexedRecords<AccessGrantsInstance>({});
  readonly accessGrantsLocations = new IndexedRecords<AccessGrantsLocation, "scope">({
    scope: (location: AccessGrantsLocation) => [location.scope],
  });
  readonly accessGrants = new IndexedRecords<AccessGrantsGrant, "location" | "grantee">({
    location: (grant: AccessGrantsGrant) => [grant.locationId],
    grantee: (grant: AccessGrantsGrant) => [grant.grantee],
  });
  readonly #settings = new IndexedRecords<RegistrySettings>({});
  readonly #grants = new GrantIndex();
  readonly #byKind = {
    user: this.users,
    group: this.groups,
    membership: this.memberships,
    invitation: this.invitations,
    workspace: this.workspaces,
    share: this.shares,
    link: this.links,
    token: this.tokens,
    "access-grants-instance": this.accessGrantsInstances,
    "access-grants-location": this.accessGrantsLocations,
    "access-grant": this.accessGrants,
    settings: this.#settings,
  } satisfies { readonly [Kind in RecordKind]: RecordsOf<Kind> };
  #sequence = 0;

  /** Number of the last entry applied; 0: the log is empty. */
  get sequence(): number {
    return this.#sequence;
  }

  /** Ownership, shares and S3 Access Grants, ready for `decide`. Says nothing of who is disabled. */
  get grants(): GrantLookup {
    return this.#grants;
  }

  /** How many records of all kinds there are. */
  get recordCount(): number {
    return KINDS.reduce((sum, kind) => sum + this.#recordsOf(kind).size, 0);
  }

  get settings(): RegistrySettings {
    return this.#settings.get("registry") ?? { id: "registry" };
  }

  userNamed(name: string): User | undefined {
    return this.users.by("name", foldName(name))[0];
  }

  userOfKey(accessKeyId: string): User | undefined {
    return this.users.by("accessKeyId", accessKeyId)[0];
  }

  groupNamed(name: string): Group | undefined {
    return this.groups.by("name", foldName(name))[0];
  }

  workspaceNamed(name: string): Workspace | undefined {
    return this.workspaces.by("name", foldName(name))[0];
  }

  /** All that a user is to the access model: himself, his groups, and every user. */
  identitiesOf(userId: string): readonly Grantee[] {
    const groups = this.memberships.by("user", userId).map(({ groupId }): Grantee => `group:${groupId}`);
    return [`user:${userId}`, ...groups, "everyone"];
  }

  /** Everything there is, as events that make this state out of an empty one. */
  *toEvents(): Iterable<PutEvent> {
    for (const kind of KINDS) {
      for (const record of this.#recordsOf(kind).all()) yield { put: kind, record } as PutEvent;
    }
  }

  /** Apply an entry of the log. Its events must fit what is there, which whoever wrote it made sure of. */
  apply(sequence: number, events: Iterable<RegistryEvent>): void {
    for (const event of events) {
      if ("put" in event) this.#put(event);
      else this.#remove(event.remove, event.id);
    }
    this.#sequence = sequence;
  }

  #put({ put: kind, record }: PutEvent): void {
    this.#dropGrants(kind, record.id);
    this.#recordsOf(kind).put(record);
    this.#addGrants(kind, record.id);
  }

  #remove(kind: RecordKind, id: string): void {
    this.#dropGrants(kind, id);
    this.#recordsOf(kind).remove(id);
  }

  #addGrants(kind: RecordKind, id: string): void {
    for (const grant of this.#grantsOf(kind, id)) this.#grants.add(grant);
  }

  #dropGrants(kind: RecordKind, id: string): void {
    for (const { id: grantId } of this.#grantsOf(kind, id)) this.#grants.remove(grantId);
  }

  #grantsOf(kind: RecordKind, id: string) {
    if (kind === "workspace") {
      const workspace = this.workspaces.get(id);
      if (workspace === undefined) return [];
      const shares = this.shares.by("workspace", id).map((share) => grantOfShare(share, workspace));
      return [...grantsOfWorkspace(workspace), ...shares];
    }
    if (kind === "share") {
      const share = this.shares.get(id);
      const workspace = share && this.workspaces.get(share.workspaceId);
      return workspace === undefined ? [] : [grantOfShare(share as Share, workspace)];
    }
    const grant = kind === "access-grant" ? this.accessGrants.get(id) : undefined;
    return grant === undefined ? [] : [grantOfAccessGrant(grant)];
  }

  #recordsOf(kind: RecordKind): AnyRecords {
    return this.#byKind[kind];
  }
}

type RecordsOf<Kind extends RecordKind> = Pick<
  IndexedRecords<RegistryRecords[Kind]>,
  "all" | "put" | "remove" | "size"
>;

type AnyRecords = RecordsOf<RecordKind>;

/** In an order in which each record comes after those that it refers to. */
const KINDS: readonly RecordKind[] = [
  "settings",
  "user",
  "group",
  "membership",
  "invitation",
  "workspace",
  "share",
  "link",
  "token",
  "access-grants-instance",
  "access-grants-location",
  "access-grant",
];

/** Names are told apart without regard to case and to how letters with accents are composed. */
export function foldName(name: string): string {
  return name.normalize("NFC").toLowerCase();
}
