import type { Credentials, STSClient } from "@aws-sdk/client-sts";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { named } from "../s3/service-client.js";

/** Credentials that end by themselves. */
export interface TemporaryCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
}

export interface AssumeRoleInput {
  readonly roleArn: string;
  /** 2 to 64 of `[\w+=,.@-]`; shows up in audit logs. */
  readonly sessionName: string;
  /** 900 to 43,200 on AWS; undefined: the store's default. */
  readonly durationSeconds?: number | undefined;
  /** A policy document that narrows the role's rights; at most 2,048 characters. */
  readonly policy?: string | undefined;
  readonly externalId?: string | undefined;
}

/** Temporary credentials with the rights of a role, narrowed by a policy. @see STS API Reference, AssumeRole */
export async function assumeRole(
  client: STSClient,
  input: AssumeRoleInput,
  options: CallOptions = {},
): Promise<TemporaryCredentials> {
  const { AssumeRoleCommand } = await import("@aws-sdk/client-sts");
  const command = new AssumeRoleCommand({
    RoleArn: input.roleArn,
    RoleSessionName: input.sessionName,
    DurationSeconds: input.durationSeconds,
    Policy: input.policy,
    ExternalId: input.externalId,
  });
  const answer = await named("AssumeRole", client.send(command, toSendOptions(options)));
  return complete(answer.Credentials);
}

/** Temporary credentials with the caller's own rights. @see STS API Reference, GetSessionToken */
export async function getSessionToken(
  client: STSClient,
  input: { readonly durationSeconds?: number | undefined },
  options: CallOptions = {},
): Promise<TemporaryCredentials> {
  const { GetSessionTokenCommand } = await import("@aws-sdk/client-sts");
  const command = new GetSessionTokenCommand({ DurationSeconds: input.durationSeconds });
  const answer = await named("GetSessionToken", client.send(command, toSendOptions(options)));
  return complete(answer.Credentials);
}

function complete(credentials: Credentials | undefined): TemporaryCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration) {
    throw new TypeError("The store answered without complete credentials");
  }
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}
