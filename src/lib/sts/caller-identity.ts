import type { STSClient } from "@aws-sdk/client-sts";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { named } from "../s3/service-client.js";

export interface CallerIdentity {
  readonly account: string | undefined;
  readonly arn: string | undefined;
  readonly userId: string | undefined;
}

/** Whose credentials these are, as the store sees it. @see STS API Reference, GetCallerIdentity */
export async function getCallerIdentity(
  client: STSClient,
  options: CallOptions = {},
): Promise<CallerIdentity> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const { Account, Arn, UserId } = await named(
    "GetCallerIdentity",
    client.send(new GetCallerIdentityCommand({}), toSendOptions(options)),
  );
  return { account: Account, arn: Arn, userId: UserId };
}
