import type { Headers, S3Request, S3Response } from "../../wire/exchange.js";
import type { HookFacts } from "./call-hook.js";

export const METADATA_PREFIX = "x-amz-meta-";

/** What hooks are told of a request before it was carried out. */
export function requestFacts(request: S3Request): HookFacts {
  const { headers, formFields, caller } = request;
  const described = formFields === undefined ? decoded(headers) : Object.fromEntries(formFields);
  return Object.freeze({
    operation: request.operation,
    bucket: request.bucket,
    key: request.key,
    sizeBytes: formFields === undefined ? declaredSize(request) : undefined,
    contentType: described["content-type"],
    etag: undefined,
    versionId: undefined,
    metadata: metadataOf(described),
    accessKeyId: caller.kind === "signed" ? caller.accessKeyId : undefined,
    requestId: request.requestId,
    remoteAddress: request.remoteAddress,
  });
}

/** What hooks are told after success: what the answer says of the object, on top of what the request said. */
export function answerFacts(
  facts: HookFacts,
  { headers }: S3Response,
  sizeBytes: number | undefined,
): HookFacts {
  return Object.freeze({
    ...facts,
    sizeBytes,
    etag: headers["etag"]?.replaceAll('"', "") ?? facts.etag,
    versionId: headers["x-amz-version-id"],
  });
}

/** What hooks are told of an object on its way to the client. */
export function retrievedFacts(facts: HookFacts, response: S3Response): HookFacts {
  const headers = decoded(response.headers);
  const length = headers["content-length"];
  const sizeBytes = length === undefined ? undefined : Number(length);
  return Object.freeze({
    ...answerFacts(facts, response, sizeBytes),
    contentType: headers["content-type"],
    metadata: metadataOf(headers),
  });
}

/** Undefined where the request says nothing of its length, or has no content. */
function declaredSize({ method, headers }: S3Request): number | undefined {
  const declared = headers["x-amz-decoded-content-length"] ?? headers["content-length"];
  if (declared === undefined || method === "GET" || method === "HEAD") return undefined;
  const sizeBytes = Number(declared);
  return Number.isSafeInteger(sizeBytes) ? sizeBytes : undefined;
}

function metadataOf(described: Headers): Readonly<Record<string, string>> {
  const metadata: Record<string, string> = {};
  for (const [name, value] of Object.entries(described)) {
    if (value !== undefined && name.startsWith(METADATA_PREFIX)) {
      metadata[name.slice(METADATA_PREFIX.length)] = value;
    }
  }
  return Object.freeze(metadata);
}

/** Headers carry UTF-8 as latin1. */
function decoded(headers: Headers): Headers {
  const texts: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name === "content-type" || name === "content-length" || name.startsWith(METADATA_PREFIX)) {
      texts[name] = value === undefined ? undefined : Buffer.from(value, "latin1").toString("utf8");
    }
  }
  return texts;
}
