import { parseCopySource } from "../../../store/operations/copy-source.js";
import { evaluateCopySourceConditions } from "../../../wire/conditions/read-conditions.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { Buffer } from "node:buffer";
import { storeError } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { protectionOf, type Protection } from "../encryption-settings.js";
import { describeStored, type StoredObject } from "../reading/stored-object.js";
import { subRequest } from "../sub-request.js";
import { visibleEtag } from "../visible-etag.js";

/** What a copy is made of. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  readonly protection: Protection;
}

/** The source that a request names. @throws S3Error InvalidArgument */
export function sourceOf({ headers }: S3Request, { settings }: EncryptionContext): CopySource {
  const name = parseCopySource(headers);
  return { ...name, protection: protectionOf(settings, name.bucket, name.key) };
}

/** A source as the store has it. */
export interface FoundSource {
  readonly answer: S3Response;
  /** Undefined: it is stored in clear. */
  readonly stored: StoredObject | undefined;
}

/**
 * Look at a source, and hold it to the request's conditions.
 *
 * @throws S3Error as the store refuses it, PreconditionFailed
 */
export async function findSource(
  request: S3Request,
  source: CopySource,
  context: EncryptionContext,
): Promise<FoundSource> {
  const answer = await context.next(askFor(request, source, "HEAD"));
  if (answer.status !== 200) throw storeError(answer.status, Buffer.alloc(0));
  const isOff = source.protection.mode === "off";
  const stored = isOff ? undefined : await describeStored(answer, source, context);
  const etag = answer.headers["etag"] ?? "";
  evaluateCopySourceConditions(request.headers, {
    etag: stored === undefined ? etag : visibleEtag(etag),
    lastModified: new Date(answer.headers["last-modified"] ?? 0),
  });
  return { answer, stored };
}

/** A request for the source, whole or in part. */
export function askFor(
  request: S3Request,
  { bucket, key, versionId }: CopySource,
  method: "HEAD" | "GET",
  headers: S3Request["headers"] = {},
): S3Request {
  return subRequest(request, {
    operation: method === "HEAD" ? "HeadObject" : "GetObject",
    method,
    bucket,
    key,
    ...(versionId === undefined ? {} : { query: [["versionId", versionId]] as const }),
    headers,
  });
}
