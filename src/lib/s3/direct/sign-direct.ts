import { hash } from "node:crypto";
import { signRequest } from "../../wire/auth/sign-request.js";
import { uriEncodePath } from "../../wire/auth/uri-encoding.js";
import type { DirectRequest } from "./direct-request.js";
import type { DirectSession, DirectTarget } from "./direct-session.js";
import { encodeQuery } from "./encode-query.js";

/** A request as it will be sent. */
export interface SignedDirectRequest {
  readonly target: DirectTarget;
  /** Raw path, for showing. */
  readonly path: string;
  /** Raw path and query. */
  readonly requestTarget: string;
  readonly headers: Readonly<Record<string, string>>;
}

const EMPTY_SHA256 = hash("sha256", Buffer.alloc(0), "hex");

/** Find out where a request goes, and sign it for there with what the session's clock and credentials are now. */
export async function signDirect(
  session: DirectSession,
  request: DirectRequest,
  options: { readonly refreshCredentials: boolean },
): Promise<SignedDirectRequest> {
  const target = await session.target(request.bucket);
  const credentials = await session.credentials(options.refreshCredentials, request);
  const path = requestPath(target, request);
  const query = request.query === undefined ? "" : encodeQuery(request.query);
  const headers = allHeaders(target.host, request);
  const signed =
    credentials === undefined
      ? headers
      : signRequest(
          {
            method: request.method,
            rawPath: path,
            query,
            headers,
            payloadHash: hashPayload(request.body, target.secure),
          },
          credentials,
          target.region,
          target.service,
          new Date(Date.now() + session.clockOffsetMs),
        );
  return { target, path, requestTarget: query === "" ? path : `${path}?${query}`, headers: signed };
}

function requestPath({ basePath }: DirectTarget, { key }: DirectRequest): string {
  if (key === undefined) return basePath === "" ? "/" : basePath;
  return `${basePath}/${uriEncodePath(key)}`;
}

function allHeaders(host: string, request: DirectRequest): Record<string, string> {
  const headers: Record<string, string> = { host };
  for (const name in request.headers) {
    const value = request.headers[name];
    if (value !== undefined) headers[name] = value;
  }
  if (request.body !== undefined && !Buffer.isBuffer(request.body)) {
    headers["content-length"] = request.body.sizeBytes.toString();
  }
  return headers;
}

function hashPayload(body: DirectRequest["body"], secure: boolean): string {
  if (secure) return "UNSIGNED-PAYLOAD";
  if (body !== undefined && !Buffer.isBuffer(body)) return body.sha256;
  return body === undefined || body.length === 0 ? EMPTY_SHA256 : hash("sha256", body, "hex");
}
