import { UsageError } from "../errors/s3kit-error.js";
import { ANY_ACCOUNT, EVERYBODY, PERMISSIONS, type Grant, type Grantee } from "./grants.js";

const GROUPS: Readonly<Record<string, string>> = { everybody: EVERYBODY, "any-account": ANY_ACCOUNT };

/**
 * Read a grant as people type it: `READ=everybody`, `READ=any-account`, `FULL_CONTROL=id:1a2b…`,
 * `READ=email:ada@example.com`, `WRITE=uri:http://…`.
 *
 * @throws UsageError on anything else.
 */
export function parseGrant(text: string): Grant {
  const equals = text.indexOf("=");
  const word = text.slice(0, Math.max(0, equals)).toUpperCase();
  const permission = PERMISSIONS.find((name) => name === word);
  const grantee = parseGrantee(text.slice(equals + 1));
  if (permission === undefined || grantee === undefined) {
    throw new UsageError(`Not a grant: ${text}`, {
      code: "InvalidGrant",
      hints: [
        "Write it as READ=everybody, READ=any-account, FULL_CONTROL=id:CANONICAL-ID or READ=email:ADDRESS",
        `Permissions: ${PERMISSIONS.join(", ")}`,
      ],
    });
  }
  return { grantee, permission };
}

/** The inverse of {@link parseGrant}; names of users are added for people. */
export function formatGrantee(grantee: Grantee): string {
  if (grantee.type === "email") return `email:${grantee.email}`;
  if (grantee.type === "user") {
    const name = grantee.displayName ?? "";
    return name === "" || name === grantee.id ? `id:${grantee.id}` : `id:${grantee.id} (${name})`;
  }
  const known = Object.entries(GROUPS).find(([, uri]) => uri === grantee.uri);
  return known?.[0] ?? `uri:${grantee.uri}`;
}

function parseGrantee(text: string): Grantee | undefined {
  const group = Object.hasOwn(GROUPS, text) ? GROUPS[text] : undefined;
  if (group !== undefined) return { type: "group", uri: group };
  const [, kind, value = ""] = /^(id|email|uri):(.+)$/s.exec(text) ?? [];
  if (kind === "id") return { type: "user", id: value };
  if (kind === "email") return { type: "email", email: value };
  return kind === "uri" ? { type: "group", uri: value } : undefined;
}
