import type { Permission } from "../access/grants/access-grant.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import { toGrant, type GrantDocument, type GranteeType } from "./documents.js";
import type { GrantsConnection } from "./open-grants.js";
import { toTagList, type Tags } from "./tags.js";

export interface GrantInput {
  readonly locationId: string;
  /** Below the location; ends in `*` unless it is one object. */
  readonly subPrefix?: string | undefined;
  readonly isObject?: boolean | undefined;
  readonly granteeType: GranteeType;
  readonly grantee: string;
  readonly permission: Permission;
  readonly applicationArn?: string | undefined;
  readonly tags?: Tags | undefined;
}

/** Grant somebody access to a part of a location. */
export async function createGrant(
  { client, accountId: AccountId }: GrantsConnection,
  input: GrantInput,
  options: CallOptions = {},
): Promise<GrantDocument> {
  const { CreateAccessGrantCommand } = await import("@aws-sdk/client-s3-control");
  const command = new CreateAccessGrantCommand({
    AccountId,
    AccessGrantsLocationId: input.locationId,
    AccessGrantsLocationConfiguration:
      input.subPrefix === undefined ? undefined : { S3SubPrefix: input.subPrefix },
    Grantee: { GranteeType: input.granteeType, GranteeIdentifier: input.grantee },
    Permission: input.permission,
    ApplicationArn: input.applicationArn,
    S3PrefixType: input.isObject === true ? "Object" : undefined,
    Tags: toTagList(input.tags),
  });
  return toGrant(await callControl("CreateAccessGrant", client.send(command, toSendOptions(options))));
}

export async function getGrant(
  { client, accountId: AccountId }: GrantsConnection,
  id: string,
  options: CallOptions = {},
): Promise<GrantDocument> {
  const { GetAccessGrantCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetAccessGrantCommand({ AccountId, AccessGrantId: id });
  return toGrant(await callControl("GetAccessGrant", client.send(command, toSendOptions(options))));
}

/** Take a grant back. On AWS credentials that it gave live on until they end; at a gateway they are refused at once. */
export async function deleteGrant(
  { client, accountId: AccountId }: GrantsConnection,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const { DeleteAccessGrantCommand } = await import("@aws-sdk/client-s3-control");
  const command = new DeleteAccessGrantCommand({ AccountId, AccessGrantId: id });
  await callControl("DeleteAccessGrant", client.send(command, toSendOptions(options)));
}

export interface GrantFilter {
  readonly granteeType?: GranteeType | undefined;
  readonly grantee?: string | undefined;
  readonly permission?: Permission | undefined;
  /** Exactly this one. */
  readonly scope?: string | undefined;
  readonly applicationArn?: string | undefined;
}

export async function* listGrants(
  { client, accountId: AccountId }: GrantsConnection,
  filter: GrantFilter = {},
  options: CallOptions = {},
): AsyncGenerator<GrantDocument> {
  const { ListAccessGrantsCommand } = await import("@aws-sdk/client-s3-control");
  let NextToken: string | undefined;
  do {
    const command = new ListAccessGrantsCommand({
      AccountId,
      GranteeType: filter.granteeType,
      GranteeIdentifier: filter.grantee,
      Permission: filter.permission,
      GrantScope: filter.scope,
      ApplicationArn: filter.applicationArn,
      NextToken,
    });
    const page = await callControl("ListAccessGrants", client.send(command, toSendOptions(options)));
    yield* (page.AccessGrantsList ?? []).map(toGrant);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}
