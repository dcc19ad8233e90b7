import { UsageError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import type { Administration, IssueToken } from "../workspace/administration.js";
import type { IssuedToken } from "../workspace/administration-answers.js";
import type { OpenedAdministration } from "./open-administration.js";

export interface StsTokenInput extends IssueToken {
  readonly roleArn?: string | undefined;
  readonly revokeType?: string | undefined;
}

/**
 * Have the store's own STS issue credentials for a user's workspaces, and keep a record of it.
 *
 * @throws UsageError through a gateway, whose users have no rights in the store; without a role; when there are too many
 *   places for a session policy.
 */
export async function issueStsToken(
  administration: Administration,
  { mode, settings }: Pick<OpenedAdministration, "mode" | "settings">,
  input: StsTokenInput,
  options: CallOptions,
): Promise<IssuedToken> {
  if (mode === "gateway") throw throughGateway();
  const [{ sessionPolicy }, { createStsClient }, { assumeRole }, { sendRevokeType }] = await Promise.all([
    import("../sts/session-policy.js"),
    import("../sts/sts-client.js"),
    import("../sts/temporary-credentials.js"),
    import("../sts/revoke-type.js"),
  ]);
  const { roleArn: given, revokeType, ...order } = input;
  const { user, workspaces, scopes } = await administration.describeToken(order, options);
  const policy = sessionPolicy(scopes);
  const roleArn = given ?? (await administration.showSettings({}, options)).stsRoleArn ?? undefined;
  if (roleArn === undefined) throw noRole();
  const client = await createStsClient(settings);
  try {
    if (revokeType !== undefined) sendRevokeType(client, revokeType);
    const sessionName = `s3kit-${user}`.replaceAll(/[^\w+=,.@-]/g, "-").slice(0, 64);
    const { durationSeconds } = order;
    const credentials = await assumeRole(client, { roleArn, sessionName, durationSeconds, policy }, options);
    const expiration = credentials.expiration.toISOString();
    const { accessKeyId } = credentials;
    const { id } = await administration.recordToken(
      { user, workspaces, accessKeyId, expiresAt: expiration },
      options,
    );
    return {
      id,
      user,
      mode: "sts",
      workspaces,
      ...credentials,
      expiration,
      endpoint: settings.endpoint ?? null,
    };
  } finally {
    client.destroy();
  }
}

function throughGateway(): UsageError {
  return new UsageError("Only who has a key of the store itself can have its STS issue credentials", {
    code: "StsNeedsStore",
    hints: ["Leave --mode sts out: the gateway issues credentials of its own, which can be revoked"],
  });
}

function noRole(): UsageError {
  return new UsageError("Which role shall be assumed?", {
    code: "NoRole",
    hints: [
      "Pass --role ARN, or keep it: s3kit workspace settings --sts-role ARN",
      "MinIO takes any ARN of 20 letters or more, and acts with the rights of the caller",
    ],
  });
}
