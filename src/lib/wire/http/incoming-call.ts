import { TLSSocket } from "node:tls";
import { authenticate } from "../auth/authenticate.js";
import type { AuthenticateOptions, Authentication } from "../auth/authentication.js";
import type { Headers, Query, S3Request } from "../exchange.js";
import type { HostName } from "./host.js";
import type { HttpExchange } from "./http-exchange.js";
import type { Resource } from "./resource.js";
import type { AnswerSubject, ServerContext } from "./server-options.js";

/** Learns what the request is about as it is read, so that a refusal can be logged with what was known by then. */
export type Subject = { -readonly [Name in keyof AnswerSubject]: AnswerSubject[Name] };

/** Everything known about a request before it is authenticated. */
export interface IncomingCall {
  readonly exchange: HttpExchange;
  readonly context: ServerContext;
  readonly subject: Subject;
  readonly host: HostName;
  readonly resource: Resource;
  readonly query: Query;
  readonly headers: Headers;
}

/** Check who calls. @throws S3Error as `authenticate` does. */
export async function authenticateCall(
  { context, subject, host, exchange }: IncomingCall,
  options: Partial<AuthenticateOptions>,
): Promise<Authentication> {
  const { rawHeaders } = exchange.request;
  const raw = { method: subject.method, rawTarget: subject.rawTarget, rawHeaders };
  const authentication = await authenticate(raw, context.options.secrets, {
    now: context.now(),
    region: context.options.region,
    virtualHostBucket: host.bucket,
    ...options,
  });
  subject.caller = authentication.caller;
  return authentication;
}

/** The request handed to the handler; its parts that differ by kind are given. */
export function requestOf(
  { exchange, subject, resource, query, headers }: IncomingCall,
  parts: Pick<S3Request, "operation" | "caller" | "openBody"> & Partial<S3Request>,
): S3Request {
  return {
    requestId: subject.requestId,
    method: subject.method,
    rawTarget: subject.rawTarget,
    bucket: resource.bucket,
    key: resource.key,
    query,
    headers,
    formFields: undefined,
    remoteAddress: subject.remoteAddress,
    secure: exchange.request.socket instanceof TLSSocket,
    signal: exchange.signal,
    ...parts,
  };
}
