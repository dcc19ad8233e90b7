import { ConflictError, NetworkError } from "../../errors/s3kit-error.js";
import type { S3Response } from "../../wire/exchange.js";
import type { ApiRequest, OwnApi } from "../../wire/http/own-api.js";
import { decodePercent } from "../../wire/http/request-target.js";
import type { AnswerSubject } from "../../wire/http/server-options.js";
import { S3Error } from "../../wire/s3-error.js";
import { renderXml, type XmlContent } from "../../wire/xml/render-xml.js";
import type { GatewayContext } from "../open-gateway.js";
import { requireFresh } from "../registry-freshness.js";
import { userArn } from "./arns.js";
import type { ControlCall } from "./control-call.js";
import { audited } from "./audit-call.js";
import { isControlPath, routeControl, type ControlOperation } from "./operations.js";
import { invalidRequest, notAuthorized } from "./refusals.js";

const VERSION = "/v20180820";

/**
 * The API of S3 Access Grants, as the S3 Control API of AWS has it: any SDK, the AWS CLI and Terraform administer and use
 * the grants in a gateway's registry with it. Requests are told by their path, whatever host they name: SDKs put
 * the account id in front of it.
 *
 * All operations are there but those of IAM Identity Center. There is one instance; it belongs to the account and the
 * region that it is made with.
 */
export function accessGrantsApi(context: GatewayContext): OwnApi {
  return {
    claims: ({ rawTarget }) => {
      const path = rawTarget.split("?", 1)[0] ?? "";
      return path.startsWith(`${VERSION}/`) && isControlPath(path.slice(VERSION.length));
    },
    services: ["s3"],
    unsigned: "refused",
    repeatable: new Set(["tagKeys"]),
    handler: async (request) => answer(request, context),
    answerError,
  };
}

/** Administrators see what they just wrote, also by way of another gateway. */
const ADMINISTRATOR_AGE_MS = 50;

async function answer(request: ApiRequest, context: GatewayContext): Promise<S3Response> {
  const route = routeControl(request.method, request.rawPath.slice(VERSION.length));
  if (route === undefined)
    throw new S3Error("MethodNotAllowed", "The specified method is not allowed against this resource.");
  const { operation } = route;
  requireHeader(request);
  const caller = await context.identify(request.caller);
  await requireFresh(
    context.registry,
    operation.access === "administrator" ? ADMINISTRATOR_AGE_MS : undefined,
  );
  const call: ControlCall = {
    request,
    context,
    caller,
    operation: operation.name,
    accountId: accountIdOf(request),
    region: regionOf(request),
    id: decodePercent(route.rawId),
    noted: new Map(),
  };
  const content = await audited(call, async () => perform(operation, call));
  const headers = { "content-type": "application/xml", "cache-control": "no-store" };
  if (content === undefined) return { status: 200, headers: { "cache-control": "no-store" } };
  return { status: 200, headers, body: renderControlXml(`${operation.name}Result`, content) };
}

async function perform(
  { access, handler, name }: ControlOperation,
  call: ControlCall,
): Promise<XmlContent | undefined> {
  if (access === "administrator") requireAdministrator(call);
  if (handler === undefined)
    throw new S3Error("NotImplemented", `${name} needs IAM Identity Center, which is not there`);
  try {
    return await handler(call);
  } catch (error) {
    throw asRefusal(error);
  }
}

/** What keeps the registry from being changed. */
function asRefusal(error: unknown): unknown {
  if (error instanceof ConflictError)
    return new S3Error("OperationAborted", "Somebody else is changing the registry. Please try again.", {
      cause: error,
    });
  if (error instanceof NetworkError)
    return new S3Error("ServiceUnavailable", "The registry cannot be reached. Please try again.", {
      cause: error,
    });
  return error;
}

/** Refusals as S3 Control words them: an `ErrorResponse` around the error. */
function answerError(error: S3Error, { requestId }: AnswerSubject): S3Response {
  const { code, message, details, status } = error;
  const content = {
    Error: { Code: code, Message: message, ...details },
    RequestId: requestId,
    HostId: "s3kit",
  };
  const body = renderControlXml("ErrorResponse", content);
  return { status, headers: { ...error.headers, "content-type": "application/xml" }, body };
}

/** As AWS does it: no namespace, and quotes as they are. There are no attributes that they could end. */
function renderControlXml(root: string, content: XmlContent): string {
  return renderXml(root, content, "").replaceAll("&quot;", '"');
}

/** A URL that gives out credentials, or changes grants, must not be something to be handed on. */
function requireHeader({ caller }: ApiRequest): void {
  if (caller.kind === "signed" && caller.scheme !== "header")
    throw new S3Error("AccessDenied", "Access Denied. Sign the request in its Authorization header.");
}

function accountIdOf({ headers }: ApiRequest): string {
  const accountId = headers["x-amz-account-id"];
  if (accountId === undefined || !/^\d{12}$/.test(accountId))
    throw invalidRequest("The header x-amz-account-id must be the twelve digits of an account");
  return accountId;
}

function regionOf({ headers }: ApiRequest): string {
  return /Credential=[^,]+?\/\d{8}\/([^/]+)\//.exec(headers["authorization"] ?? "")?.[1] ?? "us-east-1";
}

function requireAdministrator({ caller, accountId, operation }: ControlCall): void {
  if (caller.kind === "administrator" && caller.isLimited !== true) return;
  throw notAuthorized(userArn(accountId, caller.name), operation);
}
