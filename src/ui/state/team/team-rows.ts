import { formatSize } from "../../../lib/cli/format-size.js";
import type {
  ShareDocument,
  TokenDocument,
  UserDocument,
  WorkspaceDocument,
} from "../../../lib/workspace/administration-answers.js";
import type { TeamOverview } from "./team-overview.js";

export const TEAM_SECTIONS = ["workspaces", "given", "received", "expiring", "tokens", "users"] as const;
export type TeamSection = (typeof TEAM_SECTIONS)[number];

/** What a row is of. */
export type TeamSubject =
  | { readonly kind: "workspace"; readonly workspace: WorkspaceDocument }
  | { readonly kind: "share"; readonly share: ShareDocument }
  | { readonly kind: "token"; readonly token: TokenDocument }
  | { readonly kind: "user"; readonly user: UserDocument };

export interface TeamRow {
  readonly id: string;
  readonly name: string;
  readonly who: string;
  readonly facts: string;
  readonly tone: "text" | "quiet" | "warning";
  readonly subject: TeamSubject;
}

/** What ends within this is shown as expiring. */
const SOON_MS = 30 * 86_400_000;

/** The rows of a section, in the order in which they are of interest. */
export function teamRows(overview: TeamOverview, section: TeamSection): readonly TeamRow[] {
  const { workspaces, shares, tokens, users, atMs, caller } = overview;
  switch (section) {
    case "workspaces":
      return workspaces.map(workspaceRow);
    case "given":
      // Administrators see all of them.
      return shares
        .filter(({ direction }) => direction === "given" || (direction === "other" && caller.isAdministrator))
        .map((share) => shareRow(share, atMs));
    case "received":
      return shares.filter(({ direction }) => direction === "received").map((share) => shareRow(share, atMs));
    case "expiring":
      return shares
        .filter((share) => endsSoon(share, atMs))
        .toSorted((a, b) => endOf(a) - endOf(b))
        .map((share) => shareRow(share, atMs));
    case "tokens":
      return tokens.map((token) => tokenRow(token, atMs));
    case "users":
      return users.map(userRow);
  }
}

function workspaceRow(workspace: WorkspaceDocument): TeamRow {
  const { name, owner, permission, parts, isPublic, quotaBytes, uri } = workspace;
  const may = permission === null ? (parts.length === 0 ? "" : "parts") : permission.toLowerCase();
  const facts = [
    uri,
    may,
    isPublic ? "public" : "",
    quotaBytes === null ? "" : `≤ ${formatSize(quotaBytes)}`,
  ];
  return {
    id: name,
    name,
    who: owner,
    facts: facts.filter((fact) => fact !== "").join("  "),
    tone: "text",
    subject: { kind: "workspace", workspace },
  };
}

function shareRow(share: ShareDocument, atMs: number): TeamRow {
  const { id, workspace, prefix, permission, direction, owner, user, group } = share;
  const grantee = user ?? `group ${group ?? ""}`;
  return {
    id,
    name: prefix === "" ? workspace : `${workspace}/${prefix}`,
    who: WHO[direction](owner, grantee),
    facts: [permission.toLowerCase(), untilText(share.expiresAt, atMs)]
      .filter((fact) => fact !== "")
      .join("  "),
    tone: share.isExpired ? "quiet" : endsSoon(share, atMs) ? "warning" : "text",
    subject: { kind: "share", share },
  };
}

/** Whom a share is with, as far as the caller does not know by himself. */
const WHO: Readonly<Record<ShareDocument["direction"], (owner: string, grantee: string) => string>> = {
  given: (_, grantee) => `with ${grantee}`,
  received: (owner) => `from ${owner}`,
  other: (owner, grantee) => `${owner} with ${grantee}`,
};

function tokenRow(token: TokenDocument, atMs: number): TeamRow {
  const { id, user, mode, workspaces, expiresAt, isExpired } = token;
  return {
    id,
    name: workspaces.length === 0 ? "everything" : workspaces.join(", "),
    who: user,
    facts: [mode === "sts" ? "STS, cannot be revoked" : "", untilText(expiresAt, atMs)]
      .filter((fact) => fact !== "")
      .join("  "),
    tone: isExpired ? "quiet" : "text",
    subject: { kind: "token", token },
  };
}

function userRow(user: UserDocument): TeamRow {
  const { name, email, groups, isEnabled, isAdministrator, accessKeyId } = user;
  const facts = [
    isEnabled ? "" : "disabled",
    isAdministrator ? "administrator" : "",
    groups.join(", "),
    accessKeyId,
  ];
  return {
    id: name,
    name,
    who: email ?? "",
    facts: facts.filter((fact) => fact !== "").join("  "),
    tone: isEnabled ? "text" : "quiet",
    subject: { kind: "user", user },
  };
}

function endsSoon(share: ShareDocument, atMs: number): boolean {
  return !share.isExpired && endOf(share) - atMs <= SOON_MS;
}

function endOf({ expiresAt }: ShareDocument): number {
  return expiresAt === null ? Number.POSITIVE_INFINITY : Date.parse(expiresAt);
}

function untilText(expiresAt: string | null, atMs: number): string {
  if (expiresAt === null) return "";
  const left = Date.parse(expiresAt) - atMs;
  if (left <= 0) return "ended";
  if (left < 3_600_000) return `${Math.ceil(left / 60_000).toString()} min left`;
  if (left < 2 * 86_400_000) return `${Math.round(left / 3_600_000).toString()} h left`;
  return `${Math.round(left / 86_400_000).toString()} days left`;
}
