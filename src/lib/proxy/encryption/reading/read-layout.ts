import type { Buffer } from "node:buffer";
import { encryptionError } from "../../../crypto/encryption-failure.js";
import { putLayout, type ObjectLayout } from "../../../crypto/object-layout.js";
import { FOOTER_BYTES, maxTrailerSize } from "../../../crypto/sizes.js";
import { openLayout, openTail } from "../../../crypto/trailer.js";
import type { S3Request } from "../../../wire/exchange.js";
import { requireSuccess } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import { subRequest } from "../sub-request.js";
import { replacedMeanwhile } from "./ask-store.js";
import type { StoredObject } from "./stored-object.js";

/** Trailers up to this are read as a whole; those of larger objects are padding mostly. */
const MAX_TAIL_BYTES = 1024 * 1024;

/**
 * Where everything is in an object: without a request for a PutObject, with one for an object of several parts, and for one of
 * those that was read lately with none. Objects of more than 20 GB take two, since their list of parts is far from their end.
 *
 * @throws IntegrityError when the end of the object is not what was put there
 */
export async function layoutOf(
  asked: S3Request,
  stored: StoredObject,
  context: EncryptionContext,
): Promise<ObjectLayout> {
  if (stored.salt !== undefined) return putLayout(stored.salt, stored.storedBytes);
  const known = context.layouts.find(cacheName(asked, stored));
  return known?.etag === stored.etag ? known.layout : readLayout(asked, stored, context);
}

/** The layout with the checksums that stand at the object's end, which is read for them in any case. */
async function readLayout(
  asked: S3Request,
  stored: StoredObject,
  context: EncryptionContext,
): Promise<ObjectLayout> {
  const { storedBytes, plaintextBytes } = stored;
  const isLong = stored.salt !== undefined || maxTrailerSize(plaintextBytes) > MAX_TAIL_BYTES;
  const tailBytes = isLong ? FOOTER_BYTES : maxTrailerSize(plaintextBytes);
  const tail = await readSpan(asked, stored, { start: storedBytes - tailBytes, end: storedBytes }, context);
  return layoutFromTail(asked, stored, tail, context);
}

/** The layout from the last bytes of the stored object, and what more of it is needed. Kept for objects of several parts. */
export async function layoutFromTail(
  asked: S3Request,
  stored: StoredObject,
  tail: Buffer,
  context: EncryptionContext,
): Promise<ObjectLayout> {
  const { objectKey, storedBytes, etag } = stored;
  const opened = openTail(objectKey, tail, storedBytes);
  const layout =
    "layout" in opened
      ? opened.layout
      : openLayout(objectKey, opened.summary, await readSpan(asked, stored, opened.missing, context));
  requireSameKind(stored, layout);
  if (stored.salt === undefined) context.layouts.keep(cacheName(asked, stored), { etag, objectKey, layout });
  return layout;
}

/** Under which name an object's layout is kept: versions are objects of their own. */
export function cacheName(asked: S3Request, { name }: Pick<StoredObject, "name">): string {
  return `${name.bucket}\n${asked.query.get("versionId") ?? ""}\n${name.key}`;
}

function requireSameKind({ salt }: StoredObject, { parts }: ObjectLayout): void {
  if (salt === undefined || (parts.length === 1 && parts[0]?.number === 0 && parts[0].salt.equals(salt)))
    return;
  throw encryptionError("Damaged", "The object's end contradicts its metadata");
}

/** Bytes of the very object that an answer described; `end` is exclusive. */
async function readSpan(
  asked: S3Request,
  { name, etag, versionId, storedBytes }: StoredObject,
  { start, end }: { readonly start: number; readonly end: number },
  { next }: EncryptionContext,
): Promise<Buffer> {
  const version = asked.query.get("versionId") ?? versionId;
  const answer = await next(
    subRequest(asked, {
      operation: "GetObject",
      method: "GET",
      bucket: name.bucket,
      key: name.key,
      ...(version === undefined ? {} : { query: [["versionId", version]] as const }),
      headers: { ...customerKey(asked), range: `bytes=${start.toString()}-${(end - 1).toString()}` },
    }),
  );
  const bytes = await requireSuccess(answer);
  if (answer.headers["etag"] !== etag) throw replacedMeanwhile();
  const isWhole = start === 0 && end === storedBytes && answer.status === 200;
  if ((answer.status !== 206 && !isWhole) || bytes.length !== end - start) throw otherBytes();
  return bytes;
}

function customerKey({ headers }: S3Request): Record<string, string | undefined> {
  const names = Object.keys(headers).filter((name) =>
    name.startsWith("x-amz-server-side-encryption-customer-"),
  );
  return Object.fromEntries(names.map((name) => [name, headers[name]]));
}

function otherBytes() {
  return encryptionError("Damaged", "The store gives other bytes of the object than it was asked for");
}
