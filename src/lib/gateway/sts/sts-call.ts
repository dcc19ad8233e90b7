import { S3Error } from "../../wire/s3-error.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import { mintCredentials, type MintedCredentials } from "../credentials/mint-credentials.js";
import type { SessionClaims } from "../credentials/session-claims.js";
import type { GatewayContext } from "../open-gateway.js";

/** A call of STS, by somebody whom the registry knows. */
export interface StsCall {
  readonly caller: GatewayCaller;
  readonly parameters: ReadonlyMap<string, string>;
  readonly context: GatewayContext;
  /** Mint credentials for the caller; they end with those that he signed with, if these end. */
  readonly mint: (claims: Claims, seconds: number) => Promise<MintedCredentials>;
}

type Claims = Pick<SessionClaims, "scopes" | "role">;

/** Put a call together. */
export function stsCall(
  caller: GatewayCaller,
  parameters: ReadonlyMap<string, string>,
  context: GatewayContext,
): StsCall {
  return {
    caller,
    parameters,
    context,
    mint: async (claims, seconds) => mint(caller, claims, seconds, context),
  };
}

/** `Credentials` of an answer. */
export function credentialsElement(credentials: MintedCredentials): XmlContent {
  return {
    AccessKeyId: credentials.accessKeyId,
    SecretAccessKey: credentials.secretAccessKey,
    SessionToken: credentials.sessionToken,
    Expiration: credentials.expiration,
  };
}

/** The account that ARNs name: the one of the registry's Access Grants, if it has any. */
export function accountOf({ registry }: GatewayContext): string {
  return registry.state.accessGrantsInstances.get("default")?.accountId ?? "000000000000";
}

async function mint(
  caller: GatewayCaller,
  claims: Claims,
  seconds: number,
  { ring, clock }: GatewayContext,
): Promise<MintedCredentials> {
  const user = caller.kind === "anonymous" ? undefined : caller.user;
  if (user === undefined)
    throw new S3Error(
      "AccessDenied",
      "The gateway's own keys are nobody's: there is no user to give credentials to.",
    );
  const issuedAt = clock().getTime();
  const ends = caller.kind === "anonymous" ? undefined : caller.claims?.expiresAt;
  const expiresAt = Math.min(issuedAt + seconds * 1000, ends ?? Infinity);
  return mintCredentials(ring, {
    ...claims,
    userId: user.id,
    userKeyId: user.key.accessKeyId,
    issuedAt,
    expiresAt,
  });
}
