import type { Grantee } from "../../access/grants/access-grant.js";
import type { AccessGrantsGrant } from "../../workspace/registry/records.js";
import type { RegistryState } from "../../workspace/registry/registry-state.js";
import { userArn } from "./arns.js";
import { invalidGrant } from "./refusals.js";

/** A grantee in the words of the API. */
export interface ApiGrantee {
  readonly type: AccessGrantsGrant["granteeType"];
  readonly identifier: string;
}

/**
 * Whom of the registry a grantee is: IAM users are users by name, users and groups of the directory are users and groups by
 * id, or by name.
 *
 * @throws S3Error InvalidAccessGrant for those that the registry does not know
 */
export function granteeOf(state: RegistryState, { type, identifier }: ApiGrantee): Grantee {
  if (type === "DIRECTORY_GROUP") {
    const group = state.groups.get(identifier) ?? state.groupNamed(identifier);
    if (group === undefined) throw invalidGrant(`there is no group ${identifier}`);
    return `group:${group.id}`;
  }
  const user =
    type === "IAM"
      ? state.userNamed(nameInArn(identifier))
      : (state.users.get(identifier) ?? state.userNamed(identifier));
  if (user === undefined) throw invalidGrant(`there is no user ${identifier}`);
  return `user:${user.id}`;
}

/** The inverse of {@link granteeOf}, for grants that did not come through the API. */
export function apiGranteeOf(state: RegistryState, accountId: string, grantee: Grantee): ApiGrantee {
  const [kind = "", id = ""] = grantee.split(/:(.*)/s, 2);
  if (kind !== "user") return { type: "DIRECTORY_GROUP", identifier: id === "" ? kind : id };
  return { type: "IAM", identifier: userArn(accountId, state.users.get(id)?.name ?? id) };
}

/** Paths before the name are IAM's own business. */
function nameInArn(arn: string): string {
  const name = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(arn)?.[1];
  if (name === undefined) throw invalidGrant(`${arn} is no ARN of a user`);
  return name;
}
