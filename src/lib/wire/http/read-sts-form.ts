import { createHash } from "node:crypto";
import type { Authentication } from "../auth/authentication.js";
import type { Query, S3Request } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { createBodyOpener } from "./open-body.js";
import { authenticateCall, requestOf, type IncomingCall } from "./incoming-call.js";
import { parseQuery } from "./request-target.js";
import type { AnswerSubject } from "./server-options.js";
import { routeRequest } from "./route-request.js";

/** An STS call of the query API: its parameters, and so its operation, are in the body. */
export function isStsForm({ subject, resource }: IncomingCall): boolean {
  return resource.kind === "service" && isStsCall(subject);
}

/** Whether a request, of which nothing but its head is known, is meant for STS. */
export function isStsCall({ method, rawTarget, headers }: AnswerSubject): boolean {
  const type = headers["content-type"] ?? "";
  return method === "POST" && /^\/(\?|$)/.test(rawTarget) && type.toLowerCase().startsWith(FORM);
}

/**
 * Read an STS call. Its body is small, and signed by its hash, so it is read before the signature is checked.
 *
 * Source: STS API Reference, "Making query requests".
 *
 * @throws S3Error as authentication does; MaxMessageLengthExceeded, XAmzContentSHA256Mismatch
 */
export async function readStsForm(call: IncomingCall): Promise<S3Request> {
  const { exchange, subject, resource, headers } = call;
  const bytes = await readBounded(exchange.openSource());
  const sha256 = createHash("sha256").update(bytes).digest("hex");
  const authentication = await authenticateForm(call, sha256);
  const query: Query = parseQuery(bytes.toString("latin1").trim());
  const operation = routeRequest({ method: "POST", kind: resource.kind, query, headers });
  subject.operation = operation;
  const openBody = createBodyOpener(call, authentication, headers);
  return requestOf(call, { operation, caller: authentication.caller, query, formFields: query, openBody });
}

const FORM = "application/x-www-form-urlencoded";
/** AssumeRole with a session policy is the longest call, and far below. */
const MAX_FORM_BYTES = 64 * 1024;

async function authenticateForm(call: IncomingCall, sha256: string): Promise<Authentication> {
  const authentication = await authenticateCall(call, {
    // IAM's calls come in the same form: they are understood, and answered as what is not there.
    services: ["sts", "iam"],
    bodySha256: async () => Promise.resolve(sha256),
  });
  const { payload, caller } = authentication;
  if (caller.kind === "anonymous" || (payload.kind === "hashed" && payload.sha256 === sha256))
    return authentication;
  const message = "The provided 'x-amz-content-sha256' header does not match what was computed.";
  throw new S3Error("XAmzContentSHA256Mismatch", message);
}

async function readBounded(source: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of source) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_FORM_BYTES)
      throw new S3Error("MaxMessageLengthExceeded", "Your request was too big.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
