import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import { toInstance, type InstanceDocument } from "./documents.js";
import type { GrantsConnection } from "./open-grants.js";
import { toTagList, type Tags } from "./tags.js";

/** Make the instance of an account and region. There is one at most. */
export async function createInstance(
  { client, accountId: AccountId }: GrantsConnection,
  input: { readonly tags?: Tags | undefined; readonly identityCenterArn?: string | undefined } = {},
  options: CallOptions = {},
): Promise<InstanceDocument> {
  const { CreateAccessGrantsInstanceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new CreateAccessGrantsInstanceCommand({
    AccountId,
    IdentityCenterArn: input.identityCenterArn,
    Tags: toTagList(input.tags),
  });
  return toInstance(
    await callControl("CreateAccessGrantsInstance", client.send(command, toSendOptions(options))),
  );
}

export async function getInstance(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): Promise<InstanceDocument> {
  const { GetAccessGrantsInstanceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetAccessGrantsInstanceCommand({ AccountId });
  return toInstance(
    await callControl("GetAccessGrantsInstance", client.send(command, toSendOptions(options))),
  );
}

/** Delete an instance that has no locations, no grants and no identity center any more. */
export async function deleteInstance(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): Promise<void> {
  const { DeleteAccessGrantsInstanceCommand } = await import("@aws-sdk/client-s3-control");
  const command = new DeleteAccessGrantsInstanceCommand({ AccountId });
  await callControl("DeleteAccessGrantsInstance", client.send(command, toSendOptions(options)));
}

/** The instances of an account in this region. */
export async function* listInstances(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): AsyncGenerator<InstanceDocument> {
  const { ListAccessGrantsInstancesCommand } = await import("@aws-sdk/client-s3-control");
  let NextToken: string | undefined;
  do {
    const command = new ListAccessGrantsInstancesCommand({ AccountId, NextToken });
    const page = await callControl("ListAccessGrantsInstances", client.send(command, toSendOptions(options)));
    yield* (page.AccessGrantsInstancesList ?? []).map(toInstance);
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

/** Whose instance is responsible for a place; its account is in the ARN. */
export async function findInstance(
  { client, accountId: AccountId }: GrantsConnection,
  s3Prefix: string,
  options: CallOptions = {},
): Promise<InstanceDocument> {
  const { GetAccessGrantsInstanceForPrefixCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetAccessGrantsInstanceForPrefixCommand({ AccountId, S3Prefix: s3Prefix });
  return toInstance(
    await callControl("GetAccessGrantsInstanceForPrefix", client.send(command, toSendOptions(options))),
  );
}

/** Let the instance grant to users and groups of a directory in IAM Identity Center. */
export async function associateIdentityCenter(
  { client, accountId: AccountId }: GrantsConnection,
  identityCenterArn: string,
  options: CallOptions = {},
): Promise<void> {
  const { AssociateAccessGrantsIdentityCenterCommand } = await import("@aws-sdk/client-s3-control");
  const command = new AssociateAccessGrantsIdentityCenterCommand({
    AccountId,
    IdentityCenterArn: identityCenterArn,
  });
  await callControl("AssociateAccessGrantsIdentityCenter", client.send(command, toSendOptions(options)));
}

export async function dissociateIdentityCenter(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): Promise<void> {
  const { DissociateAccessGrantsIdentityCenterCommand } = await import("@aws-sdk/client-s3-control");
  const command = new DissociateAccessGrantsIdentityCenterCommand({ AccountId });
  await callControl("DissociateAccessGrantsIdentityCenter", client.send(command, toSendOptions(options)));
}
