import type { UserDocument, UserWithKey } from "../workspace/administration-answers.js";
import { formatDetails } from "./format-details.js";

/** A user for people; the secret is there when it is shown for the one time. */
export function formatUser(user: UserDocument | UserWithKey): string {
  return formatDetails([
    ["user", user.name],
    ["e-mail", user.email ?? undefined],
    ["administrator", user.isAdministrator],
    ["disabled", !user.isEnabled],
    ["groups", user.groups.join(", ")],
    ["created", new Date(user.createdAt)],
    ["access key id", user.accessKeyId],
    ["secret access key", "secretAccessKey" in user ? user.secretAccessKey : undefined],
    ["key created", new Date(user.keyCreatedAt)],
  ]);
}

/** A user on one line. */
export function formatUserLine(user: UserDocument): string {
  const state = user.isEnabled ? (user.isAdministrator ? "administrator" : "user") : "disabled";
  return `${user.name.padEnd(24)}  ${state.padEnd(13)}  ${user.accessKeyId}  ${user.groups.join(", ")}`.trimEnd();
}
