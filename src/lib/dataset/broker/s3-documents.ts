import { hash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { ConflictError } from "../../errors/s3kit-error.js";
import { directRequest, type StreamedBody } from "../../s3/direct/direct-request.js";
import { DirectServiceError } from "../../s3/direct/service-error.js";
import { unquote } from "../../s3/keys.js";
import type { WriteCondition } from "./dataset-broker.js";

export interface ObjectKey {
  readonly bucket: string;
  readonly key: string;
}

export interface StoredText {
  readonly text: string;
  readonly version: string;
  /** User metadata by lower-case name. */
  readonly metadata: Readonly<Record<string, string>>;
}

/** Read a small object; undefined when there is none. */
export async function readObjectText(
  client: S3Client,
  place: ObjectKey,
  signal: AbortSignal,
): Promise<StoredText | undefined> {
  try {
    const { body, headers } = await directRequest(client, { method: "GET", ...place }, { signal });
    return {
      text: body.toString("utf8"),
      version: unquote(headers["etag"] ?? ""),
      metadata: userMetadata(headers),
    };
  } catch (error) {
    if (isMissingKey(error)) return undefined;
    throw error;
  }
}

/** User metadata among headers. Values are UTF-8 that came as one character for each byte. */
export function userMetadata(headers: Readonly<Record<string, string>>): Record<string, string> {
  const metadata: Record<string, string> = {};
  for (const name in headers) {
    if (name.startsWith("x-amz-meta-")) metadata[name.slice("x-amz-meta-".length)] = headers[name] ?? "";
  }
  return metadata;
}

/** Whether the answer says that there is no such object, rather than no such bucket. */
export function isMissingKey(error: unknown): boolean {
  return (
    error instanceof DirectServiceError &&
    error.$metadata.httpStatusCode === 404 &&
    error.name !== "NoSuchBucket"
  );
}

/** The version of an object; undefined when there is none. */
export async function objectVersion(
  client: S3Client,
  place: ObjectKey,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { headers } = await directRequest(client, { method: "HEAD", ...place }, { signal });
    return unquote(headers["etag"] ?? "");
  } catch (error) {
    if (isMissingKey(error)) return undefined;
    throw error;
  }
}

/**
 * Write a small object, or a large one from a file, in one request: stores look at conditions there alone. A store that
 * knows no conditions (501) writes without.
 *
 * @returns its version.
 * @throws ConflictError `DocumentChanged` when the condition does not hold.
 */
export async function writeObject(
  client: S3Client,
  place: ObjectKey,
  body: string | StreamedBody,
  options: {
    readonly signal: AbortSignal;
    readonly condition?: WriteCondition | undefined;
    readonly metadata?: Readonly<Record<string, string>> | undefined;
  },
): Promise<string> {
  const content = typeof body === "string" ? Buffer.from(body, "utf8") : body;
  const headers: Record<string, string | undefined> = {
    "content-type": "binary/octet-stream",
    "content-md5": Buffer.isBuffer(content) ? hash("md5", content, "base64") : undefined,
    ...conditionHeaders(options.condition),
  };
  for (const [name, value] of Object.entries(options.metadata ?? {})) headers[`x-amz-meta-${name}`] = value;
  try {
    const request = { method: "PUT" as const, ...place, headers, body: content };
    const answer = await directRequest(client, request, { signal: options.signal });
    return unquote(answer.headers["etag"] ?? "");
  } catch (error) {
    if (options.condition === undefined) throw error;
    if (isUnknownCondition(error))
      return writeObject(client, place, body, { ...options, condition: undefined });
    if (!isRefusedCondition(error)) throw error;
    throw new ConflictError(`s3://${place.bucket}/${place.key} was changed by somebody else meanwhile`, {
      code: "DocumentChanged",
      cause: error,
    });
  }
}

/** Quotes around the ETag are taken for a part of it by Ceph before 17; AWS takes both. */
function conditionHeaders(condition: WriteCondition | undefined): Record<string, string> {
  if (condition === undefined) return {};
  return condition.kind === "new" ? { "if-none-match": "*" } : { "if-match": condition.version };
}

function isUnknownCondition(error: unknown): boolean {
  return error instanceof DirectServiceError && error.$metadata.httpStatusCode === 501;
}

function isRefusedCondition(error: unknown): boolean {
  if (!(error instanceof DirectServiceError)) return false;
  const status = error.$metadata.httpStatusCode;
  return (
    status === 412 || (status === 409 && error.name === "ConditionalRequestConflict") || isMissingKey(error)
  );
}
