import type { Authentication } from "../auth/authentication.js";
import type { Headers, S3Request } from "../exchange.js";
import type { Operation } from "../operation.js";
import { S3Error } from "../s3-error.js";
import type { HttpExchange } from "./http-exchange.js";
import { authenticateCall, requestOf, type IncomingCall, type Subject } from "./incoming-call.js";
import { parseHost } from "./host.js";
import { createBodyOpener } from "./open-body.js";
import { readPostObject } from "./read-post-object.js";
import { isStsForm, readStsForm } from "./read-sts-form.js";
import { parseRequestTarget } from "./request-target.js";
import { parseResource } from "./resource.js";
import { routeRequest } from "./route-request.js";
import type { ServerContext } from "./server-options.js";

/**
 * Make an S3 request of an HTTP request: check host and target, route, authenticate. No byte of the body is read, but
 * for forms, which carry their signature or their operation in it.
 *
 * @throws S3Error for everything that is refused without asking the handler.
 */
export async function readRequest(
  exchange: HttpExchange,
  subject: Subject,
  context: ServerContext,
): Promise<S3Request> {
  if (exchange.expectation === "unknown") throw expectationFailed();
  const headers = exchange.request.headers as Headers;
  // Node's parser passes the head on before it refuses such a body.
  if ((headers["transfer-encoding"] ?? "chunked").toLowerCase() !== "chunked") throw unknownTransferCoding();
  const host = parseHost(headers["host"], context.hostSuffixes);
  const { rawPath, query } = parseRequestTarget(subject.rawTarget);
  const resource = parseResource(rawPath, host);
  subject.bucket = resource.bucket;
  subject.key = resource.key;
  const call: IncomingCall = { exchange, context, subject, host, resource, query, headers };
  if (isStsForm(call)) return readStsForm(call);
  subject.operation = routeRequest({ method: subject.method, kind: resource.kind, query, headers });
  if (subject.operation === "PostObject") return readPostObject(call);
  return readPlainRequest(call, subject.operation);
}

async function readPlainRequest(call: IncomingCall, operation: Operation): Promise<S3Request> {
  // A browser cannot sign the preflight of a request that it will sign.
  if (operation === "Preflight") return unsignedRequest(call, operation);
  const services = operation === "GetCallerIdentity" ? ["sts"] : undefined;
  const authentication = await authenticateCall(call, { services });
  const headers = { ...authentication.hoistedHeaders, ...call.headers };
  const operationMeant = routeAgain(call, headers);
  return requestOf(call, {
    operation: operationMeant,
    caller: authentication.caller,
    headers,
    openBody: createBodyOpener(call, authentication, headersAboutBody(operationMeant, headers)),
  });
}

/** The checksums of a CompleteMultipartUpload are those of the object, not of the document that lists its parts. */
function headersAboutBody(operation: Operation, headers: Headers): Headers {
  if (operation !== "CompleteMultipartUpload") return headers;
  return Object.fromEntries(
    Object.entries(headers).filter(([name]) => !/^x-amz-(sdk-)?checksum-/.test(name)),
  );
}

function unsignedRequest(call: IncomingCall, operation: Operation): S3Request {
  const openBody = createBodyOpener(call, UNSIGNED, call.headers);
  return requestOf(call, { operation, caller: UNSIGNED.caller, openBody });
}

const UNSIGNED: Authentication = {
  caller: { kind: "anonymous" },
  payload: { kind: "unsigned" },
  hoistedHeaders: {},
};

/** A presigner may have moved `x-amz-copy-source` into the query, which makes it another operation. */
function routeAgain({ subject, resource, query }: IncomingCall, headers: Headers): Operation {
  const operation = routeRequest({ method: subject.method, kind: resource.kind, query, headers });
  subject.operation = operation;
  return operation;
}

function expectationFailed(): S3Error {
  return new S3Error("InvalidArgument", "The only expectation that is supported is 100-continue.", {
    status: 417,
  });
}

function unknownTransferCoding(): S3Error {
  return new S3Error("InvalidArgument", "The only transfer coding that is supported is chunked.");
}
