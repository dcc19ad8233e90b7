import { randomUUID } from "node:crypto";
import type { AssumeRoleCommandOutput } from "@aws-sdk/client-sts";
import type { AccessGrant } from "../../access/grants/access-grant.js";
import { connectionOf } from "../../s3/client-connection.js";
import { serviceClientConfig } from "../../s3/service-client.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import { mintCredentials, type MintedCredentials } from "../credentials/mint-credentials.js";
import type { ControlCall } from "./control-call.js";
import type { WantedAccess } from "./match-grant.js";
import { mayNotAssume, policyTooLarge, stsInvalid } from "./refusals.js";
import { sessionPolicy } from "./session-policy.js";

export interface VendOrder {
  readonly caller: Extract<GatewayCaller, { kind: "user" }> | AdministratorWithUser;
  readonly grant: AccessGrant;
  /** What the credentials are to be good for. */
  readonly access: WantedAccess;
  readonly seconds: number;
}

type AdministratorWithUser = Extract<GatewayCaller, { kind: "administrator" }> & {
  readonly user: NonNullable<Extract<GatewayCaller, { kind: "administrator" }>["user"]>;
};

/**
 * Give out credentials for what a grant allows. A location whose role is the one that the registry has for STS vends the
 * store's own, good at the store itself until they end. All others vend the gateway's: checked at each request, and
 * worth nothing once the grant is gone.
 *
 * @throws S3Error StsNotAuthorizedError, StsPackedPolicyTooLargeError, StsValidationError
 */
export async function vendCredentials(call: ControlCall, order: VendOrder): Promise<MintedCredentials> {
  const roleArn = storeRoleOf(call, order.grant);
  return roleArn === undefined ? mint(call, order) : assumeRole(call, order, roleArn);
}

async function mint(
  { context }: ControlCall,
  { caller, grant, access, seconds }: VendOrder,
): Promise<MintedCredentials> {
  const issuedAt = context.clock().getTime();
  const claims = caller.kind === "user" ? caller.claims : undefined;
  const ends = [issuedAt + seconds * 1000, grant.expiresAt ?? Infinity, claims?.expiresAt ?? Infinity];
  return mintCredentials(context.ring, {
    userId: caller.user.id,
    userKeyId: claims === undefined ? caller.user.key.accessKeyId : claims.userKeyId,
    ...(claims?.tokenId === undefined ? {} : { tokenId: claims.tokenId }),
    grantIds: [grant.id],
    scopes: [access],
    issuedAt,
    expiresAt: Math.min(...ends),
  });
}

/** Roles are told apart by name: stores differ in what they take for an account. */
function storeRoleOf({ context }: ControlCall, { origin }: AccessGrant): string | undefined {
  const { state } = context.registry;
  const { stsRoleArn } = state.settings;
  const record = origin.kind === "access-grant" ? state.accessGrants.get(origin.id) : undefined;
  const location = record && state.accessGrantsLocations.get(record.locationId);
  if (stsRoleArn === undefined || location === undefined) return undefined;
  return roleName(location.iamRoleArn) === roleName(stsRoleArn) ? stsRoleArn : undefined;
}

function roleName(arn: string): string {
  return arn.slice(arn.indexOf(":role/") + 1);
}

/** Source: STS API Reference, AssumeRole, `Policy`. */
const MAX_POLICY = 2048;

async function assumeRole(
  { context, request }: ControlCall,
  { access, seconds }: VendOrder,
  RoleArn: string,
): Promise<MintedCredentials> {
  const Policy = sessionPolicy(access);
  if (Policy.length > MAX_POLICY) throw policyTooLarge();
  const settings = connectionOf(context.client)?.settings;
  if (settings === undefined) throw mayNotAssume(RoleArn);
  const { AssumeRoleCommand, STSClient } = await import("@aws-sdk/client-sts");
  const client = new STSClient(await serviceClientConfig(settings));
  const command = new AssumeRoleCommand({
    RoleArn,
    RoleSessionName: `access-grants-${randomUUID()}`,
    DurationSeconds: seconds,
    Policy,
  });
  try {
    return complete(await client.send(command, { abortSignal: request.signal }));
  } catch (error) {
    throw asRefusal(error, RoleArn);
  } finally {
    client.destroy();
  }
}

function complete({ Credentials }: AssumeRoleCommandOutput): MintedCredentials {
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new TypeError("AssumeRole was answered without complete credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
  };
}

function asRefusal(error: unknown, roleArn: string): unknown {
  const { name, message, $metadata } = error as Error & { $metadata?: { httpStatusCode?: number } };
  const status = $metadata?.httpStatusCode ?? 0;
  if (name.startsWith("PackedPolicyTooLarge") || /packed.?policy.?too.?large/i.test(message))
    return policyTooLarge();
  if (status === 403 || status === 404 || status === 405 || status === 501) return mayNotAssume(roleArn);
  return status >= 400 && status < 500 ? stsInvalid(message) : error;
}
