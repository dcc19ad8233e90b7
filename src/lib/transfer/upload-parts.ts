import { hash } from "node:crypto";
import { directRequest } from "../s3/direct/direct-request.js";
import { isConnectionError } from "../s3/direct/retry-rules.js";
import { combineCrc, type CombinableAlgorithm } from "../wire/checksums/combine-crc.js";
import { digestOf } from "../wire/checksums/digest.js";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { isPermanent } from "./error-kinds.js";
import {
  abortUpload,
  checksumTypeOf,
  completeUpload,
  createUpload,
  ensureTags,
  listParts,
  type StoredPart,
  type UploadedPart,
} from "./multipart-requests.js";
import { allParts, partAt, type Part, type PartPlan } from "./part-plan.js";
import type { PartSource } from "./part-source.js";
import { throwIfTaken } from "./put-object.js";
import { assertDigest, type StoredDigest } from "./stored-checksum.js";
import { storeName } from "./store-name.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";
import { openUploadJournal, type UploadJournal, type UploadRecord } from "./upload-journal.js";

export interface PartUpload {
  readonly target: ObjectPlace;
  readonly source: PartSource;
  /** What the user calls the source: with the target it identifies the journal. */
  readonly sourceName: string;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly plan: PartPlan;
  /** What the whole should digest to; compared before the parts are joined, where the upload has that checksum. */
  readonly expected?: StoredDigest | undefined;
}

/** A started upload and what of it is in the store already. */
interface OpenUpload {
  readonly uploadId: string;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly done: Map<number, UploadedPart>;
}

/**
 * Upload in parts, several at once, each verified by the store, and join them. A journal lets a later run go on where
 * this one was interrupted or lost the network; what cannot succeed later is aborted in the store.
 *
 * Memory: the buffers of the run's pool. The source is not closed.
 */
export async function uploadParts(context: TransferContext, upload: PartUpload): Promise<void> {
  const { bucket, key } = upload.target;
  const store = await storeName(context.client);
  const journal = await openUploadJournal(context.options.stateFolder, [
    store,
    bucket,
    key,
    upload.sourceName,
  ]);
  try {
    const open =
      (await resumeUpload(context, upload, journal)) ?? (await startUpload(context, upload, journal));
    try {
      await sendMissingParts(context, upload, open);
      await upload.source.assertUnchanged();
      await joinParts(context, upload, open);
    } catch (error) {
      if (journal === undefined || isPermanent(error)) await giveUp(context, upload.target, open, journal);
      throw error;
    }
    await journal?.remove();
    await ensureTags(context.client, upload.target, upload.headers["x-amz-tagging"], context.signal);
  } finally {
    await journal?.close();
  }
}

async function resumeUpload(
  context: TransferContext,
  upload: PartUpload,
  journal: UploadJournal | undefined,
): Promise<OpenUpload | undefined> {
  const record = await journal?.read();
  if (journal === undefined || record === undefined) return undefined;
  const { uploadId, checksum: algorithm } = record;
  const stored = continues(record, context, upload)
    ? await listParts(context.client, upload.target, uploadId, algorithm, context.signal)
    : undefined;
  if (stored === undefined) {
    await giveUp(context, upload.target, { uploadId }, journal);
    return undefined;
  }
  const open: OpenUpload = { uploadId, algorithm, done: new Map() };
  for (const part of stored) await acceptStored(context, upload, open, part);
  return open;
}

/** Whether an interrupted upload is of the same bytes, cut and described the same way. */
function continues(
  record: UploadRecord,
  { options }: TransferContext,
  { source, plan, headers }: PartUpload,
): boolean {
  return (
    record.sourceIdentity === source.identity &&
    record.partSizeBytes === plan.partSizeBytes &&
    record.headersHash === hashHeaders(headers) &&
    (options.checksum === undefined || options.checksum === record.checksum)
  );
}

/** Count a part that is in the store as done when it holds what the source has there. */
async function acceptStored(
  context: TransferContext,
  { source, plan }: PartUpload,
  open: OpenUpload,
  stored: StoredPart,
): Promise<void> {
  if (stored.number < 1 || stored.number > plan.partCount) return;
  const part = partAt(plan, source.sizeBytes, stored.number);
  if (stored.sizeBytes !== part.sizeBytes) return;
  const checksum = source.cheapToRead
    ? await verifyStored(context, source, part, open.algorithm, stored)
    : trustStored(open.algorithm, stored);
  if (checksum === undefined) return;
  open.done.set(part.number, {
    number: part.number,
    sizeBytes: part.sizeBytes,
    etag: stored.etag,
    checksum: open.algorithm === undefined ? undefined : checksum,
  });
  context.progress.movedBytes += part.sizeBytes;
}

/** Read the part again and compare: its checksum, else its MD5 with the ETag. Undefined: other bytes. */
async function verifyStored(
  context: TransferContext,
  source: PartSource,
  part: Part,
  algorithm: ChecksumAlgorithm | undefined,
  stored: StoredPart,
): Promise<Buffer | undefined> {
  const buffer = await context.buffers.acquire(part.sizeBytes, context.signal);
  try {
    await source.read(part, buffer.bytes, context.signal);
    const checksum = algorithm === undefined ? undefined : digestOf(algorithm, buffer.bytes);
    if (checksum !== undefined && stored.checksum !== undefined) {
      return stored.checksum === checksum.toString("base64") ? checksum : undefined;
    }
    const md5 = hash("md5", buffer.bytes, "hex");
    return stored.etag.replaceAll('"', "") === md5 ? (checksum ?? Buffer.alloc(0)) : undefined;
  } finally {
    buffer.release();
  }
}

/** The source is pinned by its identity, so the same range has the same bytes. */
function trustStored(algorithm: ChecksumAlgorithm | undefined, { checksum }: StoredPart): Buffer | undefined {
  if (algorithm === undefined) return Buffer.alloc(0);
  return checksum === undefined ? undefined : Buffer.from(checksum, "base64");
}

async function startUpload(
  context: TransferContext,
  upload: PartUpload,
  journal: UploadJournal | undefined,
): Promise<OpenUpload> {
  const { client, verification, signal } = context;
  const start = (algorithm: ChecksumAlgorithm | undefined) =>
    createUpload(client, upload.target, upload.headers, algorithm, signal).then((uploadId) => ({
      uploadId,
      algorithm,
    }));
  const started = await start(uploadAlgorithm(context, upload)).catch((error: unknown) => {
    if (!verification.giveWay(error)) throw error;
    return start(undefined);
  });
  await journal?.write({
    version: 1,
    uploadId: started.uploadId,
    partSizeBytes: upload.plan.partSizeBytes,
    sourceIdentity: upload.source.identity,
    headersHash: hashHeaders(upload.headers),
    checksum: started.algorithm,
  });
  return { ...started, done: new Map() };
}

/** The checksum that the source has, so that both can be compared; else the run's. */
function uploadAlgorithm(
  { verification, options }: TransferContext,
  { expected }: PartUpload,
): ChecksumAlgorithm | undefined {
  const { algorithm } = verification;
  if (algorithm === undefined || options.checksum !== undefined || expected === undefined) return algorithm;
  return expected.algorithm !== "MD5" && checksumTypeOf(expected.algorithm) === "FULL_OBJECT"
    ? expected.algorithm
    : algorithm;
}

async function sendMissingParts(
  context: TransferContext,
  upload: PartUpload,
  open: OpenUpload,
): Promise<void> {
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const running = new Set<Promise<void>>();
  try {
    for (const part of allParts(upload.plan, upload.source.sizeBytes)) {
      if (open.done.has(part.number)) continue;
      await context.slots.acquire(1, signal);
      const sending = sendInBuffer(context, upload, open, part, signal)
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          context.slots.release(1);
          running.delete(sending);
        });
      running.add(sending);
    }
  } finally {
    await Promise.all(running);
  }
  signal.throwIfAborted();
}

/** A buffer whose request failed may still be read by the connection: it is not used again. */
async function sendInBuffer(
  context: TransferContext,
  upload: PartUpload,
  open: OpenUpload,
  part: Part,
  signal: AbortSignal,
): Promise<void> {
  const buffer = await context.buffers.acquire(part.sizeBytes, signal);
  let sent = false;
  try {
    await sendPart(context, upload, open, part, buffer.bytes, signal);
    sent = true;
  } finally {
    buffer.release(sent);
  }
}

async function sendPart(
  context: TransferContext,
  { target, source }: PartUpload,
  open: OpenUpload,
  part: Part,
  bytes: Buffer,
  signal: AbortSignal,
): Promise<void> {
  await source.read(part, bytes, signal);
  const digest = context.verification.digest(bytes, open.algorithm);
  const response = await directRequest(
    context.client,
    {
      method: "PUT",
      ...target,
      query: { partNumber: part.number.toString(), uploadId: open.uploadId },
      headers: digest.headers,
      body: bytes,
    },
    { signal },
  );
  context.verification.confirm(response, bytes, digest);
  open.done.set(part.number, {
    number: part.number,
    sizeBytes: part.sizeBytes,
    etag: response.headers["etag"] ?? "",
    checksum: digest.checksum,
  });
  context.progress.movedBytes += part.sizeBytes;
}

async function joinParts(
  context: TransferContext,
  { target, source, sourceName, expected }: PartUpload,
  open: OpenUpload,
): Promise<void> {
  const parts = [...open.done.values()].sort((a, b) => a.number - b.number);
  const { uploadId, algorithm } = open;
  const checksum = algorithm === undefined ? undefined : fullChecksum(algorithm, parts);
  if (checksum !== undefined && expected !== undefined && expected.algorithm === algorithm)
    assertDigest(expected, checksum, sourceName);
  const input = {
    uploadId,
    parts,
    sizeBytes: source.sizeBytes,
    algorithm,
    fullChecksum: checksum?.toString("base64"),
    ifNoneMatch: context.options.ifNoneMatch,
  };
  try {
    await completeUpload(context.client, target, input, context.signal);
  } catch (error) {
    if (context.options.ifNoneMatch) throwIfTaken(error, target);
    if (await wasCompleted(context, target, source.sizeBytes, parts, error)) return;
    throw error;
  }
}

function fullChecksum(algorithm: ChecksumAlgorithm, parts: readonly UploadedPart[]): Buffer | undefined {
  if (checksumTypeOf(algorithm) !== "FULL_OBJECT") return undefined;
  const pieces = parts.map(({ checksum, sizeBytes }) => ({
    checksum: checksum ?? Buffer.alloc(0),
    sizeBytes,
  }));
  return combineCrc(algorithm as CombinableAlgorithm, pieces);
}

/** An answer lost on the way makes the repeated request fail although the first one did it: look at what is there. */
async function wasCompleted(
  { client, signal }: TransferContext,
  target: ObjectPlace,
  sizeBytes: number,
  parts: readonly UploadedPart[],
  error: unknown,
): Promise<boolean> {
  if ((error as Error).name !== "NoSuchUpload" && !isConnectionError(error)) return false;
  const md5s = Buffer.concat(parts.map(({ etag }) => Buffer.from(etag.replaceAll('"', ""), "hex")));
  const etag = `${hash("md5", md5s, "hex")}-${parts.length.toString()}`;
  try {
    const { headers } = await directRequest(client, { method: "HEAD", ...target }, { signal });
    return (
      headers["content-length"] === sizeBytes.toString() && headers["etag"]?.replaceAll('"', "") === etag
    );
  } catch (cause) {
    if (cause instanceof Error) return false;
    throw cause;
  }
}

async function giveUp(
  context: TransferContext,
  target: ObjectPlace,
  { uploadId }: { readonly uploadId: string },
  journal: UploadJournal | undefined,
): Promise<void> {
  await journal?.remove();
  await abortUpload(context.client, target, uploadId).catch((error: unknown) => {
    if ((error as Error).name === "NoSuchUpload" || (error as Error).name === "NoSuchBucket") return;
    context.note(
      `An unfinished upload may be left at s3://${target.bucket}/${target.key}: remove it with s3kit rm --incomplete`,
    );
  });
}

function hashHeaders(headers: Readonly<Record<string, string | undefined>>): string {
  return hash("sha256", JSON.stringify(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))), "hex");
}
