import type { Permission } from "../access/grants/access-grant.js";
import { toSendOptions, type CallOptions } from "../s3/call-options.js";
import { callControl } from "./call-control.js";
import type { GranteeType } from "./documents.js";
import type { GrantsConnection } from "./open-grants.js";

/** A grant as its grantee sees it. */
export interface OwnGrant {
  readonly permission: Permission;
  readonly scope: string;
  /** ARN of the one application that it is for, `ALL` or `NA`. */
  readonly applicationArn: string | null;
}

/** @param filter `scope`: the beginning of the scopes wanted; `allowedByApplication`: only what the caller's application may use. */
export async function* listOwnGrants(
  { client, accountId: AccountId }: GrantsConnection,
  filter: { readonly scope?: string | undefined; readonly allowedByApplication?: boolean | undefined } = {},
  options: CallOptions = {},
): AsyncGenerator<OwnGrant> {
  const { ListCallerAccessGrantsCommand } = await import("@aws-sdk/client-s3-control");
  let NextToken: string | undefined;
  do {
    const command = new ListCallerAccessGrantsCommand({
      AccountId,
      GrantScope: filter.scope,
      AllowedByApplication: filter.allowedByApplication,
      NextToken,
    });
    const page = await callControl("ListCallerAccessGrants", client.send(command, toSendOptions(options)));
    for (const { Permission, GrantScope, ApplicationArn } of page.CallerAccessGrantsList ?? [])
      yield {
        permission: Permission ?? "READ",
        scope: GrantScope ?? "",
        applicationArn: ApplicationArn ?? null,
      };
    NextToken = page.NextToken;
  } while (NextToken !== undefined);
}

export interface AccessInput {
  /** `s3://bucket/prefix*`, or `s3://bucket/key` for one object. */
  readonly target: string;
  readonly permission: Permission;
  /** `Minimal`: for the target alone, not for all of the grant. */
  readonly privilege?: "Default" | "Minimal" | undefined;
  /** 900 to 43,200; undefined: an hour. */
  readonly durationSeconds?: number | undefined;
  /** The target is an object even though it ends in `*`. */
  readonly isObject?: boolean | undefined;
  readonly auditContext?: string | undefined;
}

/** Credentials that a grant gave. */
export interface GrantedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  readonly expiration: Date;
  /** What they are good for. */
  readonly matchedTarget: string;
  readonly granteeType: GranteeType | null;
  readonly grantee: string | null;
}

/** Get credentials on the strength of a grant. @see S3 API Reference, GetDataAccess */
export async function getDataAccess(
  { client, accountId: AccountId }: GrantsConnection,
  input: AccessInput,
  options: CallOptions = {},
): Promise<GrantedCredentials> {
  const { GetDataAccessCommand } = await import("@aws-sdk/client-s3-control");
  const command = new GetDataAccessCommand({
    AccountId,
    Target: input.target,
    Permission: input.permission,
    Privilege: input.privilege,
    DurationSeconds: input.durationSeconds,
    TargetType: isObject(input) ? "Object" : undefined,
    AuditContext: input.auditContext,
  });
  const answer = await callControl("GetDataAccess", client.send(command, toSendOptions(options)));
  const { AccessKeyId, SecretAccessKey, SessionToken, Expiration } = answer.Credentials ?? {};
  if (!AccessKeyId || !SecretAccessKey || !SessionToken || !Expiration)
    throw new TypeError("GetDataAccess was answered without complete credentials");
  return {
    accessKeyId: AccessKeyId,
    secretAccessKey: SecretAccessKey,
    sessionToken: SessionToken,
    expiration: Expiration,
    matchedTarget: answer.MatchedGrantTarget ?? input.target,
    granteeType: answer.Grantee?.GranteeType ?? null,
    grantee: answer.Grantee?.GranteeIdentifier ?? null,
  };
}

/** Least privilege wants to be told that a target is an object. */
function isObject({ isObject: said, privilege, target }: AccessInput): boolean {
  return said ?? (privilege === "Minimal" && /^s3:\/\/[^/]+\/.*[^*]$/s.test(target));
}
