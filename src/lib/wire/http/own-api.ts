import { TLSSocket } from "node:tls";
import { authenticate } from "../auth/authenticate.js";
import type { Authentication } from "../auth/authentication.js";
import { splitTarget } from "../auth/raw-request.js";
import type { Headers, S3Request, S3Response } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import type { HttpExchange } from "./http-exchange.js";
import type { Subject } from "./incoming-call.js";
import { createBodyOpener } from "./open-body.js";
import { parseRequestTarget } from "./request-target.js";
import type { AnswerSubject, ServerContext } from "./server-options.js";

/**
 * An API on the same port that is not S3's. It is asked before S3 is, and before the Host header is looked at: it answers
 * under any host name, which only the signature covers.
 */
export interface OwnApi {
  /** Whether a request is for this API, by its target and headers alone. What it takes, S3 never sees. */
  readonly claims: (subject: AnswerSubject) => boolean;
  /** Services that signatures may be for, such as `s3` or `s3kit`. None: nothing is looked at that could be a signature. */
  readonly services: readonly string[];
  /** Requests without a signature: refused, or handed over with an anonymous caller. */
  readonly unsigned: "refused" | "allowed";
  /** Query parameters that may come several times; `query` holds the first, {@link ApiRequest.rawTarget} all of them. */
  readonly repeatable?: ReadonlySet<string>;
  /** Answers a request whose signature was right. What it throws is answered as S3's server answers it. */
  readonly handler: (request: ApiRequest) => Promise<S3Response>;
  /** How a refusal is worded, those of authentication among them. Default: S3's `<Error>` document. */
  readonly answerError?: (error: S3Error, subject: AnswerSubject) => S3Response;
}

/** A request to an API of the server's own: authenticated, its body not yet read. */
export interface ApiRequest extends Omit<S3Request, "operation" | "bucket" | "key" | "formFields"> {
  /** The path as received, percent-encoding and all. */
  readonly rawPath: string;
}

/** The API that takes a request for itself. */
export function ownApiOf(subject: AnswerSubject, { options }: ServerContext): OwnApi | undefined {
  return options.ownApis?.find((api) => api.claims(subject));
}

/**
 * Authenticate a request to an own API, and have it answered.
 *
 * @throws S3Error as `authenticate` does; AccessDenied without a signature where one is needed; InvalidRequest for a body
 * that the signature does not cover.
 */
export async function serveOwnApi(
  api: OwnApi,
  exchange: HttpExchange,
  subject: Subject,
  context: ServerContext,
): Promise<S3Response> {
  const { rawPath, query } = parseRequestTarget(withoutRepeated(subject.rawTarget, api.repeatable));
  const authentication = await authenticateFor(api, exchange, subject, context);
  subject.caller = authentication.caller;
  const headers = exchange.request.headers as Headers;
  return api.handler({
    requestId: subject.requestId,
    method: subject.method,
    rawTarget: subject.rawTarget,
    rawPath,
    query,
    headers,
    caller: authentication.caller,
    remoteAddress: subject.remoteAddress,
    secure: exchange.request.socket instanceof TLSSocket,
    signal: exchange.signal,
    openBody: createBodyOpener({ exchange }, authentication, headers),
  });
}

function withoutRepeated(rawTarget: string, repeatable: ReadonlySet<string> = new Set()): string {
  if (repeatable.size === 0) return rawTarget;
  const { rawPath, rawQuery } = splitTarget(rawTarget);
  const seen = new Set<string>();
  const pairs = rawQuery.split("&").filter((pair) => {
    const name = pair.split("=", 1)[0] ?? "";
    return !repeatable.has(name) || (!seen.has(name) && seen.add(name));
  });
  return rawQuery === "" ? rawPath : `${rawPath}?${pairs.join("&")}`;
}

async function authenticateFor(
  { services, unsigned }: OwnApi,
  { request }: HttpExchange,
  { method, rawTarget }: Subject,
  context: ServerContext,
): Promise<Authentication> {
  if (services.length === 0) return UNSIGNED;
  const raw = { method, rawTarget, rawHeaders: request.rawHeaders };
  const { secrets, region } = context.options;
  const authentication = await authenticate(raw, secrets, { now: context.now(), region, services });
  if (authentication.caller.kind === "signed") requireSignedBody(method, authentication);
  else if (unsigned === "refused")
    throw new S3Error("AccessDenied", "Access Denied. Requests must be signed.");
  return authentication;
}

const UNSIGNED: Authentication = {
  caller: { kind: "anonymous" },
  payload: { kind: "unsigned" },
  hoistedHeaders: {},
};

/** Whoever could change the body of an order on its way could give other orders in its signer's name. */
function requireSignedBody(method: string, { payload, service }: Authentication): void {
  const isV4 = service !== undefined;
  const hasBody = method !== "GET" && method !== "HEAD" && method !== "DELETE";
  if (isV4 && (!hasBody || payload.kind === "hashed")) return;
  throw new S3Error(
    "InvalidRequest",
    "Sign with AWS4-HMAC-SHA256, and the hash of the body as x-amz-content-sha256.",
  );
}
