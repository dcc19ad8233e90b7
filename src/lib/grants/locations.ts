import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import { toLocation, type LocationDocument } from "./documents.js";
import type { GrantsConnection } from "./open-grants.js";
import { toTagList, type Tags } from "./tags.js";

export interface LocationInput {
  /** `s3://`, `s3://bucket` or `s3://bucket/prefix*`. */
  readonly scope: string;
  readonly iamRoleArn: string;
  readonly tags?: Tags | undefined;
}

/** Register a place in which access can be granted, with the role that gives it. */
export async function createLocation(
  { client, accountId: AccountId }: GrantsConnection,
  { scope, iamRoleArn, tags }: LocationInput,
  options: CallOptions = {},
): Promise<LocationDocument> {
  const { CreateAccessGrantsLocationCommand } = await import("@aws-sdk/client-s3-control");
  const command = new CreateAccessGrantsLocationCommand({
    AccountId,
    LocationScope: scope,
    IAMRoleArn: iamRoleArn,
    Tags: toTagList(tags),
  });
  return toLocation(
    await callControl("CreateAccessGrantsLocation", client.send(command, toSendOptions(options))),
  );
}

export async function getLocation(
  { client, accountId: AccountId }: GrantsConnection,
  id: string,
  options: CallOptions = {},
): Promise<LocationDocument> {
  const { GetAccessGrantsLocationCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id });
  return toLocation(
    await callControl("GetAccessGrantsLocation", client.send(command, toSendOptions(options))),
  );
}

/** Give a location another role, the one thing of it that can be changed. */
export async function updateLocation(
  { client, accountId: AccountId }: GrantsConnection,
  { id, iamRoleArn }: { readonly id: string; readonly iamRoleArn: string },
  options: CallOptions = {},
): Promise<LocationDocument> {
  const { UpdateAccessGrantsLocationCommand } = await import("@aws-sdk/client-s3-control");
  const command = new UpdateAccessGrantsLocationCommand({
    AccountId,
    AccessGrantsLocationId: id,
    IAMRoleArn: iamRoleArn,
  });
  return toLocation(
    await callControl("UpdateAccessGrantsLocation", client.send(command, toSendOptions(options))),
  );
}

/** Remove a location that has no grants any more. */
export async function deleteLocation(
  { client, accountId: AccountId }: GrantsConnection,
  id: string,
  options: CallOptions = {},
): Promise<void> {
  const { DeleteAccessGrantsLocationCommand } = await import("@aws-sdk/client-s3-control");
  const command = new DeleteAccessGrantsLocationCommand({ AccountId, AccessGrantsLocationId: id });
  await callControl("DeleteAccessGrantsLocation", client.send(command, toSendOptions(options)));
}

/** @param filter `scope`: only the location of exactly this scope. */
export async function* listLocations(
  { client, accountId: AccountId }: GrantsConnection,
  filter: { readonly scope?: string | undefined } = {},
  options: CallOptions = {},
): AsyncGenerator<LocationDocument> {
  const { ListAccessGrantsLocationsCommand } = await import("@aws-sdk/client-s3-control");
  let NextToken: string | undefined;
  do {
    const command = new ListAccessGrantsLocationsCommand({
      AccountId,
      LocationScope: filter.scope,
      NextToken,
    });
    const page = await callControl("ListAccessGrantsLocations", client.send(command, toSendOptions(options)));
    yield* (page.AccessGrantsLocationsList ?? []).map(toLocation);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}
