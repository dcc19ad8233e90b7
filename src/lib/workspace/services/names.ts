import { randomBytes } from "node:crypto";
import { ConflictError, NotFoundError, UsageError } from "../../errors/s3kit-error.js";
import type { Group, User, Workspace } from "../registry/records.js";
import { DIRECT_ACTOR, foldName, type RegistryState } from "../registry/registry-state.js";

const RESERVED_NAMES = new Set([DIRECT_ACTOR, "anonymous", "everyone"]);
const LETTERS = "abcdefghijklmnopqrstuvwxyz234567";

/** An id that was never used, of letters that need no quoting anywhere. */
export function newId(): string {
  return Array.from(randomBytes(16), (byte) => LETTERS.charAt(byte % 32)).join("");
}

/** Names of users and groups appear in prefixes, ARNs and shells. @throws UsageError */
export function assertName(what: "user" | "group", name: string): void {
  if (/^[A-Za-z0-9][A-Za-z0-9._@+-]{0,63}$/.test(name) && !RESERVED_NAMES.has(foldName(name))) return;
  throw new UsageError(`Not a name for a ${what}: ${name}`, {
    code: "InvalidName",
    hints: ["Use 1 to 64 letters, digits and . _ - @ +, beginning with a letter or digit"],
  });
}

/** Names of workspaces stand before a slash in `workspace:NAME/path`. @throws UsageError */
export function assertWorkspaceName(name: string): void {
  if (isWorkspaceName(name)) return;
  throw new UsageError(`Not a name for a workspace: ${name}`, {
    code: "InvalidName",
    hints: ["Use 1 to 64 letters (of any script), digits and . _ - @ +, beginning with a letter or digit"],
  });
}

/** The nearest name for a workspace to a text that is none; empty when nothing of it can be kept. */
export function toWorkspaceName(text: string): string {
  const name = text
    .normalize("NFC")
    .replaceAll(/[^\p{L}\p{N}\p{M}._@+-]+/gu, "-")
    .replace(/^[^\p{L}\p{N}]+/u, "");
  return Array.from(name).slice(0, 64).join("").replace(/-+$/, "");
}

export function isWorkspaceName(name: string): boolean {
  return /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+-]{0,63}$/u.test(name) && name === name.normalize("NFC");
}

/** @throws NotFoundError */
export function requireUser(state: RegistryState, name: string): User {
  const user = state.userNamed(name);
  if (user !== undefined) return user;
  throw new NotFoundError(`There is no user ${name}`, {
    code: "NoSuchUser",
    hints: ["See who there is: s3kit user list"],
  });
}

/** @throws NotFoundError */
export function requireGroup(state: RegistryState, name: string): Group {
  const group = state.groupNamed(name);
  if (group !== undefined) return group;
  throw new NotFoundError(`There is no group ${name}`, {
    code: "NoSuchGroup",
    hints: ["See which there are: s3kit group list"],
  });
}

/** The error for a workspace that is not there, or that the caller is not to know of. */
export function noSuchWorkspace(name: string): NotFoundError {
  return new NotFoundError(`There is no workspace ${name}`, {
    code: "NoSuchWorkspace",
    hints: ["See yours and those shared with you: s3kit workspace list"],
  });
}

/** @throws ConflictError when a user, group or workspace of the name is there */
export function assertFree(there: User | Group | Workspace | undefined, what: string, name: string): void {
  if (there === undefined) return;
  throw new ConflictError(`There is a ${what} ${name} already`, {
    code: "NameTaken",
    hints: ["Choose another name"],
  });
}
