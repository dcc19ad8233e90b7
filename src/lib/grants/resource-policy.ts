import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import type { GrantsConnection } from "./open-grants.js";

/** The policy that lets other accounts use an instance. */
export interface ResourcePolicy {
  /** JSON, as it was put. */
  readonly policy: string;
  readonly organization: string | null;
  readonly createdAt: string | null;
}

export async function putResourcePolicy(
  { client, accountId: AccountId }: GrantsConnection,
  input: { readonly policy: string; readonly organization?: string | undefined },
  options: CallOptions = {},
): Promise<ResourcePolicy> {
  const { PutAccessGrantsInstanceResourcePolicyCommand } = await import("@aws-sdk/client-s3-control");
  const command = new PutAccessGrantsInstanceResourcePolicyCommand({
    AccountId,
    Policy: input.policy,
    Organization: input.organization,
  });
  return toPolicy(
    await callControl("PutAccessGrantsInstanceResourcePolicy", client.send(command, toSendOptions(options))),
  );
}

/** @throws NotFoundError when there is none. */
export async function getResourcePolicy(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): Promise<ResourcePolicy> {
  const { GetAccessGrantsInstanceResourcePolicyCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetAccessGrantsInstanceResourcePolicyCommand({ AccountId });
  return toPolicy(
    await callControl("GetAccessGrantsInstanceResourcePolicy", client.send(command, toSendOptions(options))),
  );
}

export async function deleteResourcePolicy(
  { client, accountId: AccountId }: GrantsConnection,
  options: CallOptions = {},
): Promise<void> {
  const { DeleteAccessGrantsInstanceResourcePolicyCommand } = await import("@aws-sdk/client-s3-control");
  const command = new DeleteAccessGrantsInstanceResourcePolicyCommand({ AccountId });
  await callControl("DeleteAccessGrantsInstanceResourcePolicy", client.send(command, toSendOptions(options)));
}

function toPolicy(found: {
  readonly Policy?: string | undefined;
  readonly Organization?: string | undefined;
  readonly CreatedAt?: Date | undefined;
}): ResourcePolicy {
  return {
    policy: found.Policy ?? "",
    organization: found.Organization ?? null,
    createdAt: found.CreatedAt?.toISOString() ?? null,
  };
}
