import { hash } from "node:crypto";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { abortUpload, checksumTypeOf, createUpload, type UploadedPart } from "./multipart-requests.js";
import type { PartPlan } from "./part-plan.js";
import type { PartSource } from "./part-source.js";
import type { StoredDigest } from "./stored-checksum.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";
import type { UploadJournal } from "./upload-journal.js";

/** An object to be uploaded in parts. */
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
export interface OpenUpload {
  readonly uploadId: string;
  readonly algorithm: ChecksumAlgorithm | undefined;
  readonly done: Map<number, UploadedPart>;
}

/** Start a multipart upload and journal it. A store that refuses checksums gets none. */
export async function startUpload(
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

/** Abort an upload in the store and forget it; when that fails, the user is told how to. */
export async function giveUp(
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

/** Same text: an upload started with these headers can go on with them. */
export function hashHeaders(headers: Readonly<Record<string, string | undefined>>): string {
  return hash("sha256", JSON.stringify(Object.entries(headers).sort(([a], [b]) => (a < b ? -1 : 1))), "hex");
}
