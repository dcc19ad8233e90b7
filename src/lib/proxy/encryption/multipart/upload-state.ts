import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { RESERVED_PREFIX } from "../../../access/grants/key-safety.js";
import { parseEncryptionMetadata } from "../../../crypto/encryption-metadata.js";
import type { S3Request } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { boundName, nameOf, type EncryptionContext } from "../encryption-context.js";
import { bytesBody } from "../sub-request.js";
import { openPartRecord, sealPartRecord, type PartRecord } from "./part-record.js";
import { deleteState, getState, listState, putState } from "./state-objects.js";
import type { OpenUpload, UploadChecksum } from "./upload-cache.js";

/** Where uploads of a bucket are kept, each in a folder of its own. */
export const UPLOADS_PREFIX = `${RESERVED_PREFIX}uploads/`;

/** The folder of an upload. */
export function stateId(key: string, uploadId: string): string {
  return hash("sha256", `${key}\0${uploadId}`, "base64url");
}

/** What is kept of an upload besides its parts. No secret: the object's key is in the metadata, wrapped. */
interface KeptUpload {
  readonly v: 1;
  readonly key: string;
  readonly uploadId: string;
  readonly metadata: string;
  readonly checksum?: UploadChecksum | undefined;
}

/** Let every proxy know of an upload that was begun. */
export async function keepUpload(
  asked: S3Request,
  upload: OpenUpload,
  context: EncryptionContext,
): Promise<void> {
  const { key, uploadId, metadata, checksum } = upload;
  const kept: KeptUpload = { v: 1, key, uploadId, metadata, ...(checksum === undefined ? {} : { checksum }) };
  const document = Buffer.from(JSON.stringify(kept));
  await putState(asked, uploadKey(upload.id), bytesBody(document), document.length, context);
  context.uploads.keep(upload);
}

/** The upload that a request names. @throws S3Error NoSuchUpload */
export async function findUpload(asked: S3Request, context: EncryptionContext): Promise<OpenUpload> {
  const { key = "" } = asked;
  const id = stateId(key, asked.query.get("uploadId") ?? "");
  const known = context.uploads.find(id) ?? (await readUpload(asked, id, context));
  if (known === undefined || known.key !== key) throw noSuchUpload();
  context.uploads.keep(known);
  return known;
}

async function readUpload(
  asked: S3Request,
  id: string,
  context: EncryptionContext,
): Promise<OpenUpload | undefined> {
  const document = await getState(asked, uploadKey(id), context);
  if (document === undefined) return undefined;
  const { key, uploadId, metadata, checksum } = JSON.parse(document.toString("utf8")) as KeptUpload;
  const name = boundName(nameOf({ ...asked, key }, context));
  const objectKey = await context.ring.unwrap(parseEncryptionMetadata(metadata), name);
  return { id, key, uploadId, metadata, objectKey, checksum };
}

/** Let every proxy know of a part. */
export async function keepPart(
  asked: S3Request,
  upload: OpenUpload,
  part: PartRecord,
  context: EncryptionContext,
): Promise<void> {
  await putState(
    asked,
    `${partsPrefix(upload.id)}${sealPartRecord(upload, part)}`,
    bytesBody(NOTHING),
    0,
    context,
  );
}

const NOTHING = Buffer.alloc(0);

/** All parts that came, by number, and of each number in the order in which they came. */
export async function readParts(
  asked: S3Request,
  upload: OpenUpload,
  context: EncryptionContext,
): Promise<ReadonlyMap<number, readonly PartRecord[]>> {
  const prefix = partsPrefix(upload.id);
  const parts = new Map<number, PartRecord[]>();
  for await (const { key } of listState(asked, prefix, context)) {
    const part = openPartRecord(upload, key.slice(prefix.length));
    const same = parts.get(part.partNumber) ?? [];
    same.push(part);
    parts.set(part.partNumber, same);
  }
  for (const same of parts.values()) same.sort((a, b) => a.uploadedAtMs - b.uploadedAtMs);
  return parts;
}

/** Where the ciphertext of a part is put aside. */
export function asideKey({ id }: OpenUpload, salt: Buffer): string {
  return `${UPLOADS_PREFIX}${id}/aside/${salt.toString("hex")}`;
}

/** Forget the parts of an upload that has become an object: what is left tells a client that asks again. */
export async function forgetParts(
  asked: S3Request,
  { id }: OpenUpload,
  context: EncryptionContext,
): Promise<void> {
  await deleteState(asked, partsPrefix(id), context);
  await deleteState(asked, `${UPLOADS_PREFIX}${id}/aside/`, context);
}

/** Forget an upload altogether. */
export async function forgetUpload(asked: S3Request, id: string, context: EncryptionContext): Promise<void> {
  context.uploads.drop(id);
  await deleteState(asked, `${UPLOADS_PREFIX}${id}/`, context);
}

function uploadKey(id: string): string {
  return `${UPLOADS_PREFIX}${id}/upload`;
}

function partsPrefix(id: string): string {
  return `${UPLOADS_PREFIX}${id}/parts/`;
}

function noSuchUpload(): S3Error {
  const message =
    "The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.";
  return new S3Error("NoSuchUpload", message);
}
