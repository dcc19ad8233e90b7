import type { FileHandle } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { directRequest, type DirectResponse } from "../s3/direct/direct-request.js";
import type { BodyReader, ResponseHead } from "../s3/direct/http-exchange.js";
import { retryDelayMs, retryKind } from "../s3/direct/retry-rules.js";
import { parseMtime } from "./object-headers.js";
import { createOffsetWriter } from "./offset-writer.js";
import { createVerifier, storedDigest } from "./stored-checksum.js";
import { writeThenPublish } from "./temporary-file.js";
import type { TransferContext } from "./transfer-context.js";
import type { RemoteObject } from "./transfer-item.js";

/** Held in memory up to this, which is faster than streaming. */
const COLLECTED_BYTES = 256 * 1024;
const MAX_ATTEMPTS = 5;

/** Download in one request. Verified before it gets its name. Memory: 256 KiB, or two batches of the writer. */
export async function downloadWhole(
  context: TransferContext,
  source: RemoteObject,
  targetPath: string,
): Promise<void> {
  if (source.sizeBytes <= COLLECTED_BYTES) await downloadCollected(context, source, targetPath);
  else await downloadStreamed(context, source, targetPath);
}

async function downloadCollected(
  context: TransferContext,
  source: RemoteObject,
  targetPath: string,
): Promise<void> {
  const response = await get(context, source);
  const verifier = createVerifier(storedDigest(response.headers));
  verifier.update(response.body);
  verifier.finish(nameOf(source));
  await context.writeSmallFile({
    targetPath,
    content: response.body,
    modifiedMs: modifiedTime(context, source, response),
    noClobber: context.options.ifNoneMatch,
  });
  context.progress.movedBytes += response.body.length;
}

async function downloadStreamed(
  context: TransferContext,
  source: RemoteObject,
  targetPath: string,
): Promise<void> {
  await writeThenPublish(targetPath, context.options.ifNoneMatch, async (handle) => {
    for (let attempt = 1; ; attempt += 1) {
      const before = context.progress.movedBytes;
      try {
        await streamOnce(context, source, handle);
        return;
      } catch (error) {
        const kind = retryKind(error);
        if (kind === undefined || attempt === MAX_ATTEMPTS || context.signal.aborted) throw error;
        context.progress.movedBytes = before;
        await handle.truncate(0);
        await sleep(retryDelayMs(kind, attempt, error), undefined, { signal: context.signal });
      }
    }
  });
}

async function streamOnce(context: TransferContext, source: RemoteObject, handle: FileHandle): Promise<void> {
  const writer = createOffsetWriter(handle, 0);
  let verifier = createVerifier(undefined);
  const response = await get(context, source, {
    onHead: ({ headers }) => {
      verifier = createVerifier(storedDigest(headers));
    },
    onData: (chunk) => {
      verifier.update(chunk);
      context.progress.movedBytes += chunk.length;
      return writer.write(chunk);
    },
  }).catch(async (error: unknown) => {
    await writer.idle();
    throw error;
  });
  await writer.flush();
  verifier.finish(nameOf(source));
  await stamp(context, handle, source, response);
}

function get(
  { client, signal }: TransferContext,
  { bucket, key }: RemoteObject,
  reader?: BodyReader,
): Promise<DirectResponse> {
  const headers = { "x-amz-checksum-mode": "ENABLED" };
  return directRequest(client, { method: "GET", bucket, key, headers }, { signal, reader });
}

/** Give a downloaded file the time that the object has, or carries. */
export async function stamp(
  context: TransferContext,
  handle: FileHandle,
  source: RemoteObject,
  head: ResponseHead,
): Promise<void> {
  const modifiedMs = modifiedTime(context, source, head);
  await handle.utimes(modifiedMs / 1000, modifiedMs / 1000);
}

function modifiedTime({ options }: TransferContext, source: RemoteObject, { headers }: ResponseHead): number {
  const carried = options.preserve ? parseMtime(headers) : undefined;
  const lastModifiedMs = Date.parse(headers["last-modified"] ?? "");
  return carried ?? (Number.isNaN(lastModifiedMs) ? source.modifiedMs : lastModifiedMs);
}

function nameOf({ bucket, key }: RemoteObject): string {
  return `s3://${bucket}/${key}`;
}
