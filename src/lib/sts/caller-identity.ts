import type { STSClient } from "@aws-sdk/client-sts";

export interface CallerIdentity {
  readonly account: string | undefined;
  readonly arn: string | undefined;
  readonly userId: string | undefined;
}

/** Whose credentials these are, as the store sees it. @see STS API Reference, GetCallerIdentity */
export async function getCallerIdentity(
  client: STSClient,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<CallerIdentity> {
  const { GetCallerIdentityCommand } = await import("@aws-sdk/client-sts");
  const call = options.signal === undefined ? {} : { abortSignal: options.signal };
  const { Account, Arn, UserId } = await client.send(new GetCallerIdentityCommand({}), call);
  return { account: Account, arn: Arn, userId: UserId };
}
