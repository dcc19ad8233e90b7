import { lstat, rm, stat } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { directRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import { ConflictError, IntegrityError, UsageError } from "../errors/s3kit-error.js";
import { transferItem } from "./run-transfers.js";
import type { TransferContext } from "./transfer-context.js";
import {
  sourceName,
  type LocalFile,
  type ObjectPlace,
  type RemoteObject,
  type TransferItem,
} from "./transfer-item.js";

/**
 * Transfer an item, look that the copy is there in full, then delete the source, unless it changed meanwhile.
 *
 * @throws ConflictError when the source changed: then both copy and source are kept.
 */
export async function moveItem(context: TransferContext, item: TransferItem): Promise<void> {
  await assertOtherPlace(context, item);
  await transferItem(context, item);
  await confirmCopy(context, item);
  if (item.kind === "upload") await removeFile(item.source);
  else await removeObject(context.sourceClient, item.source, context.signal);
}

/**
 * Deleting the source of a copy onto itself would delete the only one. One store may answer at several endpoints, so names
 * of stores prove nothing: what is at the destination must not be the very object.
 */
async function assertOtherPlace(context: TransferContext, item: TransferItem): Promise<void> {
  if (item.kind !== "relay" && item.kind !== "copy") return;
  const { source, target } = item;
  if (source.bucket !== target.bucket || source.key !== target.key) return;
  if (item.kind === "relay" && !(await looksTheSame(context, source))) return;
  throw new UsageError(`${sourceName(item)} cannot be moved onto itself`, { code: "SameObject" });
}

async function looksTheSame({ client, signal }: TransferContext, source: RemoteObject): Promise<boolean> {
  const { bucket, key, etag, modifiedMs } = source;
  try {
    const { headers } = await directRequest(client, { method: "HEAD", bucket, key }, { signal });
    const sameTime = Math.abs(Date.parse(headers["last-modified"] ?? "") - modifiedMs) < 1000;
    return sameTime && headers["etag"]?.replaceAll('"', "") === etag;
  } catch (error) {
    if (error instanceof DirectServiceError && error.$metadata.httpStatusCode === 404) return false;
    throw error;
  }
}

async function confirmCopy({ client, signal }: TransferContext, item: TransferItem): Promise<void> {
  const sizeBytes =
    item.kind === "download"
      ? await fileSize(item.targetPath)
      : await objectSize(client, item.target, signal);
  if (sizeBytes === item.source.sizeBytes) return;
  throw new IntegrityError(`The copy of ${sourceName(item)} is not as long as the source, which is kept`);
}

async function fileSize(targetPath: string): Promise<number> {
  return (await lstat(targetPath)).size;
}

async function objectSize(client: S3Client, target: ObjectPlace, signal: AbortSignal): Promise<number> {
  const { headers } = await directRequest(client, { method: "HEAD", ...target }, { signal });
  return Number(headers["content-length"] ?? -1);
}

async function removeFile({ path, sizeBytes, modifiedMs }: LocalFile): Promise<void> {
  const now = await stat(path);
  if (now.size !== sizeBytes || now.mtimeMs !== modifiedMs) throw changed(path);
  await rm(path);
}

/** The condition on DELETE closes the gap after the look; stores that do not know it ignore it, or get a plain one. */
async function removeObject(
  client: S3Client,
  { bucket, key, etag }: RemoteObject,
  signal: AbortSignal,
): Promise<void> {
  const condition = { "if-match": `"${etag}"` };
  try {
    await directRequest(client, { method: "HEAD", bucket, key, headers: condition }, { signal });
    await directRequest(client, { method: "DELETE", bucket, key, headers: condition }, { signal });
  } catch (error) {
    if (!(error instanceof DirectServiceError)) throw error;
    if (error.$metadata.httpStatusCode === 412) throw changed(`s3://${bucket}/${key}`);
    if (error.$metadata.httpStatusCode !== 501) throw error;
    await directRequest(client, { method: "DELETE", bucket, key }, { signal });
  }
}

function changed(name: string): ConflictError {
  return new ConflictError(`${name} changed while it was moved: it is kept`, { code: "SourceChanged" });
}
