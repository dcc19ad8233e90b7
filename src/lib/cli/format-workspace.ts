import type { WorkspaceDocument } from "../workspace/administration-answers.js";
import { formatDetails, formatExactSize } from "./format-details.js";

/** A workspace for people. */
export function formatWorkspace(workspace: WorkspaceDocument): string {
  const { permission, parts } = workspace;
  return formatDetails([
    ["workspace", workspace.name],
    ["owner", workspace.owner],
    ["place", workspace.uri],
    ["public", workspace.isPublic],
    ["quota", workspace.quotaBytes === null ? undefined : formatExactSize(workspace.quotaBytes)],
    ["created", new Date(workspace.createdAt)],
    ["you may", permission === null ? undefined : wordsOf(permission)],
    ["you may in", Object.fromEntries(parts.map((part) => [part.prefix, wordsOf(part.permission)]))],
  ]);
}

/** A workspace on one line. */
export function formatWorkspaceLine({ name, owner, permission, parts, uri }: WorkspaceDocument): string {
  const may = permission === null ? (parts.length === 0 ? "" : "parts") : permission.toLowerCase();
  return `${name.padEnd(24)}  ${owner.padEnd(16)}  ${may.padEnd(9)}  ${uri}`;
}

function wordsOf(permission: string): string {
  return { READ: "read", WRITE: "write", READWRITE: "read and write" }[permission] ?? permission;
}
