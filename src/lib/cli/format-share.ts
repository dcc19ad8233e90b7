import type { LinkDocument, ShareDocument } from "../workspace/administration-answers.js";
import { formatDetails } from "./format-details.js";

/** A share for people. */
export function formatShare(share: ShareDocument): string {
  return formatDetails([
    ["share", share.id],
    ["workspace", `${share.workspace} of ${share.owner}`],
    ["place", share.uri],
    ["with", granteeOf(share)],
    ["permission", share.permission.toLowerCase()],
    ["ends", share.expiresAt === null ? "when it is revoked" : new Date(share.expiresAt)],
    ["over", share.isExpired],
  ]);
}

/** A share on one line. */
export function formatShareLine(share: ShareDocument): string {
  const direction = share.direction === "other" ? "" : share.direction;
  const who = share.direction === "received" ? `from ${share.owner}` : `with ${granteeOf(share)}`;
  const columns = [share.id, direction.padEnd(8), share.permission.toLowerCase().padEnd(9), who.padEnd(22)];
  return [...columns, share.uri, formatEnd(share)].join("  ").trimEnd();
}

/** A link on one line. */
export function formatLinkLine(link: LinkDocument): string {
  const limits = [
    ...(link.maxDownloads === null ? [] : [`${link.maxDownloads.toString()} downloads`]),
    ...(link.hasPassword ? ["password"] : []),
  ];
  return [link.id, "link".padEnd(8), link.uri, limits.join(", "), formatEnd(link)]
    .filter((column) => column !== "")
    .join("  ");
}

function formatEnd({
  expiresAt,
  isExpired,
}: {
  readonly expiresAt: string | null;
  readonly isExpired: boolean;
}): string {
  if (expiresAt === null) return "";
  return isExpired ? `ended ${expiresAt}` : `until ${expiresAt}`;
}

function granteeOf({ user, group }: ShareDocument): string {
  return user ?? `group ${group ?? ""}`;
}
