import type { Handler, S3Request, S3Response, Stage } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import type { GatewayCaller } from "../authorization/gateway-caller.js";
import type { GatewayContext } from "../open-gateway.js";
import { assumeRole } from "./assume-role.js";
import { accountOf, credentialsElement, stsCall, type StsCall } from "./sts-call.js";
import { durationSeconds } from "./sts-parameters.js";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/**
 * Answer the calls of STS that make sense here: GetCallerIdentity, GetSessionToken, and AssumeRole onto a workspace. What
 * they give out is checked against the registry at each use.
 *
 * Source: STS API Reference, "Actions".
 */
export function stsStage(context: GatewayContext): Stage {
  return (next: Handler) => async (request) => {
    if (!isSts(request)) return next(request);
    const caller = await context.identify(request.caller);
    if (caller.kind === "anonymous") throw new S3Error("AccessDenied", "STS needs a signed request.");
    const parameters = request.formFields ?? request.query;
    const action = parameters.get("Action") ?? "";
    try {
      const result = await answerOf(action, stsCall(caller, parameters, context));
      record(request, caller, context, null);
      return answer(action, result, request.requestId);
    } catch (error) {
      if (error instanceof S3Error) record(request, caller, context, error.message);
      throw error;
    }
  };
}

/** Write down what was given out, and what was refused and why. */
function record(
  { formFields, remoteAddress }: S3Request,
  { name }: GatewayCaller,
  { audit, clock }: GatewayContext,
  reason: string | null,
): void {
  const action = formFields?.get("Action") ?? "GetCallerIdentity";
  if (action === "GetCallerIdentity") return;
  audit.append({
    at: clock().toISOString(),
    by: name,
    action: `sts ${action.slice(0, 64)}`,
    outcome: reason === null ? "done" : "refused",
    target: formFields?.get("RoleArn")?.slice(0, 2048) ?? null,
    reason,
    details: {
      address: remoteAddress,
      session: formFields?.get("RoleSessionName")?.slice(0, 64) ?? null,
      seconds: formFields?.get("DurationSeconds")?.slice(0, 16) ?? null,
    },
  });
}

function isSts({ operation, bucket, formFields }: S3Request): boolean {
  return operation === "GetCallerIdentity" || (bucket === undefined && formFields !== undefined);
}

async function answerOf(action: string, call: StsCall): Promise<XmlContent> {
  switch (action) {
    case "GetCallerIdentity":
      return identityOf(call);
    case "GetSessionToken":
      return sessionToken(call);
    case "AssumeRole":
      return assumeRole(call);
    default:
      throw new S3Error("InvalidAction", `The gateway's STS has no operation ${action}.`);
  }
}

function answer(action: string, result: XmlContent, requestId: string): S3Response {
  const content = { [`${action}Result`]: result, ResponseMetadata: { RequestId: requestId } };
  const body = renderXml(`${action}Response`, content, NAMESPACE);
  return { status: 200, headers: { "content-type": "text/xml", "cache-control": "no-store" }, body };
}

function identityOf({ caller, context }: StsCall): XmlContent {
  const Account = accountOf(context);
  const id = (caller.kind === "anonymous" ? undefined : caller.user?.id) ?? caller.name;
  const role = caller.kind === "user" ? caller.claims?.role : undefined;
  if (role === undefined) return { Arn: `arn:aws:iam::${Account}:user/${caller.name}`, UserId: id, Account };
  const Arn = `arn:aws:sts::${Account}:assumed-role/${role.name}/${role.session}`;
  return { Arn, UserId: `${id}:${role.session}`, Account };
}

/** Source: STS API Reference, GetSessionToken: 15 minutes to 36 hours, 12 hours by default. */
async function sessionToken({ caller, parameters, mint }: StsCall): Promise<XmlContent> {
  if (caller.kind !== "anonymous" && caller.claims !== undefined)
    throw new S3Error("AccessDenied", "GetSessionToken needs a user's own key, not temporary credentials.");
  const seconds = durationSeconds(parameters, { most: 129_600, otherwise: 43_200 });
  return { Credentials: credentialsElement(await mint({}, seconds)) };
}
