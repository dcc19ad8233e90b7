import { uriEncode, uriEncodePath } from "../wire/auth/uri-encoding.js";
import { directRequest } from "../s3/direct/direct-request.js";
import { DirectServiceError, element } from "../s3/direct/service-error.js";
import { completeUpload, createUpload, ensureTags, type UploadedPart } from "./multipart-requests.js";
import { copiedObjectHeaders, formatTags } from "./object-headers.js";
import { allParts, MAX_PART_BYTES, planParts, type Part } from "./part-plan.js";
import { giveUp } from "./open-upload.js";
import { assertAbsent } from "./put-object.js";
import { readTags } from "./read-tags.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace, RemoteObject } from "./transfer-item.js";
import type { ObjectSettings } from "./transfer-options.js";

/** What one CopyObject takes. Source: S3 API Reference, "CopyObject". */
const MAX_SINGLE_COPY_BYTES = MAX_PART_BYTES;
const COPY_PART_BYTES = 256 * 1024 * 1024;
/** A store may take its time to copy gigabytes. */
const COPY_TIMEOUT_MS = 15 * 60_000;

/**
 * Let the store copy an object, pinned to the ETag it was listed with: in one request up to 5 GiB, or in parts above it
 * and where a part size is asked for. Metadata, type and tags come along unless the settings say otherwise.
 *
 * @throws DirectServiceError `PreconditionFailed` when the source changed or, with `ifNoneMatch`, the target exists.
 */
export async function copyObject(
  context: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  const { partSizeBytes, ifNoneMatch } = context.options;
  if (ifNoneMatch) await assertAbsent(context, target);
  if (source.sizeBytes > (partSizeBytes ?? MAX_SINGLE_COPY_BYTES)) await copyInParts(context, source, target);
  else await copyWhole(context, source, target);
}

async function copyWhole(context: TransferContext, source: RemoteObject, target: ObjectPlace): Promise<void> {
  const { client, signal, options } = context;
  const replaces = replacesMetadata(options.settings);
  const headers = replaces ? copiedObjectHeaders(options.settings, await readHeaders(context, source)) : {};
  const { settings } = options;
  const answer = await directRequest(
    client,
    {
      method: "PUT",
      ...target,
      headers: {
        ...copySource(source),
        "x-amz-storage-class": settings.storageClass,
        "x-amz-acl": settings.acl,
        "x-amz-metadata-directive": replaces ? "REPLACE" : undefined,
        "x-amz-tagging-directive": settings.tags === undefined ? undefined : "REPLACE",
        "x-amz-tagging": settings.tags === undefined ? undefined : formatTags(settings.tags),
        ...headers,
      },
    },
    { signal, headersTimeoutMs: COPY_TIMEOUT_MS },
  );
  assertCopied(answer);
  context.progress.movedBytes += source.sizeBytes;
}

function replacesMetadata(settings: ObjectSettings): boolean {
  return [
    settings.metadata,
    settings.contentType,
    settings.cacheControl,
    settings.contentDisposition,
    settings.contentEncoding,
  ].some((value) => value !== undefined);
}

async function copyInParts(
  context: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  const { client, options } = context;
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const plan = planParts(
    source.sizeBytes,
    options.partSizeBytes ?? Math.max(COPY_PART_BYTES, planParts(source.sizeBytes).partSizeBytes),
  );
  const headers = await partedHeaders(context, source);
  const uploadId = await createUpload(client, target, headers, undefined, signal);
  const parts: UploadedPart[] = [];
  const running = new Set<Promise<void>>();
  try {
    for (const part of allParts(plan, source.sizeBytes)) {
      await context.slots.acquire(1, signal);
      const copying = copyPart(context, source, target, uploadId, part, signal)
        .then((copied) => void parts.push(copied))
        .catch((error: unknown) => failure.abort(error))
        .finally(() => {
          context.slots.release(1);
          running.delete(copying);
        });
      running.add(copying);
    }
    await Promise.all(running);
    signal.throwIfAborted();
    await completeUpload(
      client,
      target,
      {
        uploadId,
        parts: parts.sort((a, b) => a.number - b.number),
        sizeBytes: source.sizeBytes,
        algorithm: undefined,
        fullChecksum: undefined,
        ifNoneMatch: options.ifNoneMatch,
      },
      signal,
    );
  } catch (error) {
    failure.abort(error);
    await Promise.all(running);
    await giveUp(context, target, { uploadId }, undefined);
    throw error;
  }
  await ensureTags(client, target, headers["x-amz-tagging"], context.signal);
}

/** Parts carry no metadata: it is given when the upload starts. */
async function partedHeaders(context: TransferContext, source: RemoteObject) {
  const found = await readHeaders(context, source);
  const tags =
    context.options.settings.tags ?? (await readTags(context.client, source, found, context.signal));
  return copiedObjectHeaders({ ...context.options.settings, tags }, found);
}

async function copyPart(
  { client, progress }: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
  uploadId: string,
  part: Part,
  signal: AbortSignal,
): Promise<UploadedPart> {
  const range = `bytes=${part.offset.toString()}-${(part.offset + part.sizeBytes - 1).toString()}`;
  const answer = await directRequest(
    client,
    {
      method: "PUT",
      ...target,
      query: { partNumber: part.number.toString(), uploadId },
      headers: { ...copySource(source), "x-amz-copy-source-range": range },
    },
    { signal, headersTimeoutMs: COPY_TIMEOUT_MS },
  );
  const etag = assertCopied(answer);
  progress.movedBytes += part.sizeBytes;
  return { number: part.number, sizeBytes: part.sizeBytes, etag, checksum: undefined };
}

function copySource({ bucket, key, etag }: RemoteObject): Record<string, string> {
  return {
    "x-amz-copy-source": `/${uriEncode(bucket)}/${uriEncodePath(key)}`,
    "x-amz-copy-source-if-match": `"${etag}"`,
  };
}

/** A copy may fail after the store has answered 200: only an ETag in the answer says that it was made. */
function assertCopied(answer: Awaited<ReturnType<typeof directRequest>>): string {
  const xml = answer.body.toString("utf8");
  const etag = element(xml, "ETag");
  if (etag === undefined || /<Error[\s>]/.test(xml))
    throw new DirectServiceError({ ...answer, status: 500 }, 1);
  return etag;
}

async function readHeaders({ client, signal }: TransferContext, { bucket, key, etag }: RemoteObject) {
  const request = { method: "HEAD" as const, bucket, key, headers: { "if-match": `"${etag}"` } };
  return (await directRequest(client, request, { signal })).headers;
}
