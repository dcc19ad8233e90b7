import { formatSize } from "../../../lib/cli/format-size.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import type {
  ShareDocument,
  TokenDocument,
  UserDocument,
  WorkspaceDocument,
} from "../../../lib/workspace/administration-answers.js";
import { openPick, type PickDialog } from "../dialog/pick-dialog.js";
import { noting, settled, type ExplorerState } from "../explorer-state.js";
import type { TeamOverview } from "./team-overview.js";
import type { TeamRow, TeamSubject } from "./team-rows.js";

/** A label, and what is said under it. */
type Fact = readonly [label: string, value: string];

/** All that is known of a row, below one another; choosing a line copies it. */
export function openTeamFacts({ subject, name }: TeamRow, overview: TeamOverview): PickDialog {
  const items = factsOf(subject, overview).map(([mark, text]) => ({
    mark,
    text,
    detail: text,
    choose: (state: ExplorerState) =>
      settled(noting(state, "good", `Copied the ${mark}`), { type: "copy", text }),
  }));
  const title = `${TITLES[subject.kind]} ${name}`;
  return openPick({ title, placeholder: "type to search; ↵ copies", nothing: "Nothing like it", items });
}

const TITLES = { workspace: "Workspace", share: "Share of", token: "Token for", user: "User" } as const;

function factsOf(subject: TeamSubject, overview: TeamOverview): readonly Fact[] {
  switch (subject.kind) {
    case "workspace":
      return workspaceFacts(subject.workspace, overview);
    case "share":
      return shareFacts(subject.share);
    case "token":
      return tokenFacts(subject.token);
    case "user":
      return userFacts(subject.user, overview);
  }
}

function workspaceFacts(workspace: WorkspaceDocument, { shares }: TeamOverview): readonly Fact[] {
  const { name, owner, uri, permission, parts, isPublic, quotaBytes, createdAt } = workspace;
  return [
    ["name", name],
    ["owner", owner],
    ["address", uri],
    ["you may", permission ?? (parts.length === 0 ? "nothing in it" : "use parts of it")],
    ...parts.map((part): Fact => ["part", `${part.prefix} ${part.permission}`]),
    ["public", isPublic ? "the world may read it" : "no"],
    ["quota", quotaBytes === null ? "none" : formatSize(quotaBytes)],
    ["created", when(createdAt)],
    ...shares
      .filter((share) => share.workspace === name)
      .map((share): Fact => [
        "shared",
        `with ${granteeOf(share)}: ${share.permission} ${share.prefix}`.trim(),
      ]),
  ];
}

function shareFacts(share: ShareDocument): readonly Fact[] {
  const { id, workspace, owner, uri, permission, createdBy, createdAt, expiresAt } = share;
  return [
    ["workspace", workspace],
    ["owner", owner],
    ["address", uri],
    ["with", granteeOf(share)],
    ["permission", permission],
    ["shared by", createdBy],
    ["since", when(createdAt)],
    ["until", expiresAt === null ? "it is revoked" : when(expiresAt)],
    ["id", id],
  ];
}

function tokenFacts(token: TokenDocument): readonly Fact[] {
  const { id, user, mode, accessKeyId, workspaces, issuedAt, expiresAt } = token;
  return [
    ["user", user],
    ["key", accessKeyId],
    ["reaches", workspaces.length === 0 ? "all that the user may use" : workspaces.join(", ")],
    ["issued by", mode === "sts" ? "the store's STS: goes on until it ends" : "the gateway"],
    ["issued", when(issuedAt)],
    ["until", when(expiresAt)],
    ["id", id],
  ];
}

function userFacts(user: UserDocument, { workspaces }: TeamOverview): readonly Fact[] {
  const { name, email, groups, isEnabled, isAdministrator, accessKeyId, keyCreatedAt, createdAt } = user;
  const own = workspaces.filter(({ owner }) => owner === name).map((workspace) => workspace.name);
  return [
    ["name", name],
    ["mail", email ?? "none"],
    ["may", isEnabled ? (isAdministrator ? "do everything" : "use what is theirs") : "not get in: disabled"],
    ["groups", listed(groups)],
    ["owns", listed(own)],
    ["key", accessKeyId],
    ["key since", when(keyCreatedAt)],
    ["created", when(createdAt)],
  ];
}

function granteeOf({ user, group }: ShareDocument): string {
  return user ?? `group ${group ?? ""}`;
}

function listed(names: readonly string[]): string {
  return names.length === 0 ? "none" : names.join(", ");
}

function when(instant: string): string {
  return formatTime(new Date(instant));
}
