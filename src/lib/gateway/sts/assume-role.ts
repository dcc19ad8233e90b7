import { coversScope, isExpired, type AccessScope } from "../../access/grants/access-grant.js";
import { S3Error } from "../../wire/s3-error.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { User } from "../../workspace/registry/records.js";
import type { GatewayContext } from "../open-gateway.js";
import { accountOf, credentialsElement, type StsCall } from "./sts-call.js";
import { durationSeconds, invalid, required } from "./sts-parameters.js";

/**
 * AssumeRole onto a workspace: `arn:aws:iam::ACCOUNT:role/workspace/NAME`, or `…:role/workspace-readonly/NAME`. The
 * credentials are limited to the workspace, and in it to what the caller may do at each moment.
 *
 * Source: STS API Reference, AssumeRole: 15 minutes to 12 hours, one hour by default.
 *
 * @throws S3Error AccessDenied, also for workspaces that are not there; ValidationError
 */
export async function assumeRole({ caller, parameters, context, mint }: StsCall): Promise<XmlContent> {
  const arn = required(parameters, "RoleArn", ROLE_ARN, "arn:aws:iam::ACCOUNT:role/workspace/NAME");
  const session = required(parameters, "RoleSessionName", SESSION_NAME, "2 to 64 of A-Z a-z 0-9 _+=,.@-");
  if (parameters.has("Policy") || parameters.has("PolicyArns.member.1.arn"))
    throw invalid("The role of a workspace takes no session policy: it is limited to the workspace already.");
  const seconds = durationSeconds(parameters, { most: 43_200, otherwise: 3600 });
  const [, kind = "", name = ""] = ROLE_ARN.exec(arn) ?? [];
  const scope = scopeFor(userOf(caller), name, context);
  if (scope === undefined) throw new S3Error("AccessDenied", `You may not assume ${arn}.`);
  const permission = kind === "workspace-readonly" ? "READ" : "READWRITE";
  const role = { name: `${kind}/${name}`, session };
  const credentials = await mint({ scopes: [{ scope, permission }], role }, seconds);
  return {
    Credentials: credentialsElement(credentials),
    AssumedRoleUser: {
      AssumedRoleId: `${credentials.accessKeyId}:${session}`,
      Arn: `arn:aws:sts::${accountOf(context)}:assumed-role/${role.name}/${session}`,
    },
  };
}

const ROLE_ARN = /^arn:aws:iam::\d{12}:role\/(workspace|workspace-readonly)\/([^/]{1,256})$/;
const SESSION_NAME = /^[\w+=,.@-]{2,64}$/;

/** Undefined for callers whose credentials are limited: they were not given to be passed on. */
function userOf(caller: StsCall["caller"]): User | undefined {
  if (caller.kind === "user") return caller.access.limits === undefined ? caller.user : undefined;
  return caller.kind === "administrator" ? caller.user : undefined;
}

/** What is in a workspace, if something of it is the user's or shared with him. */
function scopeFor(
  user: User | undefined,
  name: string,
  { registry: { state }, clock }: GatewayContext,
): AccessScope | undefined {
  const workspace = state.workspaceNamed(name);
  if (user === undefined || workspace === undefined) return undefined;
  const scope = { bucket: workspace.bucket, prefix: workspace.prefix };
  const now = clock().getTime();
  for (const identity of state.identitiesOf(user.id)) {
    for (const grant of state.grants.inBucket(identity, scope.bucket)) {
      const touches = coversScope(grant.scope, scope) || coversScope(scope, grant.scope);
      if (touches && !isExpired(grant, now)) return scope;
    }
  }
  return undefined;
}
