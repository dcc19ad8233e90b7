import type { OwnGrant } from "../grants/caller-access.js";
import type { GrantDocument, InstanceDocument, LocationDocument } from "../grants/documents.js";
import { formatDetails } from "./format-details.js";

/** An instance of S3 Access Grants, as lines of label and value. */
export function formatInstance({ id, arn, createdAt, identityCenterArn }: InstanceDocument): string {
  return formatDetails([
    ["instance", id],
    ["arn", arn],
    ["identity center", identityCenterArn ?? undefined],
    ["created", momentOf(createdAt)],
  ]);
}

/** A location, as lines of label and value. */
export function formatLocation({ id, arn, scope, iamRoleArn, createdAt }: LocationDocument): string {
  return formatDetails([
    ["location", id],
    ["scope", scope],
    ["role", iamRoleArn],
    ["arn", arn],
    ["created", momentOf(createdAt)],
  ]);
}

/** A grant, as lines of label and value. */
export function formatGrant(grant: GrantDocument): string {
  return formatDetails([
    ["grant", grant.id],
    ["scope", grant.scope],
    ["permission", grant.permission],
    ["grantee", describeGrantee(grant)],
    ["location", grant.locationId],
    ["application", grant.applicationArn ?? undefined],
    ["arn", grant.arn],
    ["created", momentOf(grant.createdAt)],
  ]);
}

/** A grant on one line. */
export function formatGrantLine(grant: GrantDocument): string {
  return `${grant.id}  ${grant.permission.padEnd(9)}  ${grant.scope}  ${describeGrantee(grant)}`;
}

/** A grant as its grantee sees it, on one line. */
export function formatOwnGrant({ permission, scope }: OwnGrant): string {
  return `${permission.padEnd(9)}  ${scope}`;
}

/** ARNs speak for themselves. */
function describeGrantee({ granteeType, grantee }: GrantDocument): string {
  if (granteeType === "IAM") return grantee;
  return `${granteeType === "DIRECTORY_GROUP" ? "group" : "user"} ${grantee}`;
}

function momentOf(createdAt: string | null): Date | undefined {
  return createdAt === null ? undefined : new Date(createdAt);
}
