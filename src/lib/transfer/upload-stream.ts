import type { Readable } from "node:stream";
import { combineCrc, type CombinableAlgorithm } from "../wire/checksums/combine-crc.js";
import { directRequest } from "../s3/direct/direct-request.js";
import { UsageError } from "../errors/s3kit-error.js";
import {
  checksumTypeOf,
  completeUpload,
  createUpload,
  ensureTags,
  type UploadedPart,
} from "./multipart-requests.js";
import { giveUp } from "./open-upload.js";
import { formatTags, newObjectHeaders } from "./object-headers.js";
import { DEFAULT_PART_BYTES, MAX_PARTS } from "./part-plan.js";
import type { PooledBuffer } from "./buffer-pool.js";
import { assertAbsent, putObject } from "./put-object.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";

/** Changes what is stored of a stream. Called for one part after the other, in their order. */
export interface PartEncoder {
  /** How large a buffer has to be for content of a size. */
  roomFor(sizeBytes: number): number;
  /** What to store of content that fits into one request: the first bytes of a buffer, which may be written over. */
  encodeWhole(
    buffer: Buffer,
    sizeBytes: number,
  ): { readonly bytes: Buffer; readonly headers: Readonly<Record<string, string>> };
  /** More headers for an object that is uploaded in parts. */
  readonly partedHeaders: Readonly<Record<string, string>>;
  /** What to store of a part. */
  encodePart(number: number, buffer: Buffer, sizeBytes: number, isLast: boolean): Buffer;
}

export interface UploadStreamOptions {
  /** Instead of those that the settings and the key make. */
  readonly headers?: Readonly<Record<string, string | undefined>> | undefined;
  readonly encoder?: PartEncoder | undefined;
}

/** Parts grow with the stream, as its length is not known: 10,000 of these sizes hold some 290 GiB. */
const GROWTH_EVERY_PARTS = 2500;
const MAX_GROWTH = 3;

/**
 * Upload what a stream gives, of unknown length: in one request when it fits into a part, else in parts, several at
 * once. Nothing appears, and nothing is left in the store, when the stream or the upload fails. Returns the length.
 *
 * Memory: the buffers of the run's pool. The stream is read to its end, or destroyed on failure.
 *
 * @throws UsageError when the stream is longer than 10,000 parts.
 */
export async function uploadStream(
  context: TransferContext,
  input: Readable,
  target: ObjectPlace,
  { headers: given, encoder }: UploadStreamOptions = {},
): Promise<{ readonly sizeBytes: number }> {
  const headers = given ?? newObjectHeaders(context.options.settings, { fileName: target.key });
  if (context.options.ifNoneMatch) await assertAbsent(context, target);
  const chunks = fillBuffers(context, input, encoder);
  try {
    const first = await chunks.next();
    if (first.done === true || first.value.isLast)
      return await putFirst(context, target, headers, first.value, encoder);
    const partedHeaders = { ...headers, ...encoder?.partedHeaders };
    return await uploadChunks(context, target, partedHeaders, first.value, chunks, encoder);
  } finally {
    await chunks.return(undefined);
    input.destroy();
  }
}

interface FilledBuffer {
  readonly buffer: PooledBuffer;
  /** The content, at the beginning of the buffer. */
  readonly bytes: Buffer;
  readonly isLast: boolean;
}

/** Cut a stream into part-sized buffers; the reader releases each. */
async function* fillBuffers(
  context: TransferContext,
  input: Readable,
  encoder: PartEncoder | undefined,
): AsyncGenerator<FilledBuffer, undefined> {
  const nextBuffer = (sizeBytes: number) =>
    context.buffers.acquire(encoder?.roomFor(sizeBytes) ?? sizeBytes, context.signal);
  let number = 1;
  let partBytes = partSizeOf(context, number);
  let buffer = await nextBuffer(partBytes);
  let filled = 0;
  for await (const chunk of input as AsyncIterable<Buffer>) {
    context.signal.throwIfAborted();
    for (let taken = 0; taken < chunk.length;) {
      if (filled === partBytes) {
        yield { buffer, bytes: buffer.bytes.subarray(0, partBytes), isLast: false };
        number += 1;
        partBytes = partSizeOf(context, number);
        buffer = await nextBuffer(partBytes);
        filled = 0;
      }
      const copied = chunk.copy(buffer.bytes.subarray(0, partBytes), filled, taken);
      filled += copied;
      taken += copied;
    }
  }
  yield { buffer, bytes: buffer.bytes.subarray(0, filled), isLast: true };
  return undefined;
}

function partSizeOf({ options }: TransferContext, number: number): number {
  if (number > MAX_PARTS) {
    throw new UsageError("The stream needs more than 10,000 parts", { hints: ["Pass a larger --part-size"] });
  }
  if (options.partSizeBytes !== undefined) return options.partSizeBytes;
  const doublings = Math.min(MAX_GROWTH, Math.floor((number - 1) / GROWTH_EVERY_PARTS));
  return DEFAULT_PART_BYTES * 2 ** doublings;
}

async function putFirst(
  context: TransferContext,
  target: ObjectPlace,
  headers: Readonly<Record<string, string | undefined>>,
  first: FilledBuffer | undefined,
  encoder: PartEncoder | undefined,
): Promise<{ readonly sizeBytes: number }> {
  const content = first?.bytes ?? Buffer.alloc(0);
  const encoded = first === undefined ? undefined : encoder?.encodeWhole(first.buffer.bytes, content.length);
  const sizeBytes = content.length;
  const sending = putObject(context, target, { ...headers, ...encoded?.headers }, encoded?.bytes ?? content);
  await sending.finally(() => first?.buffer.release(false));
  return { sizeBytes };
}

async function uploadChunks(
  context: TransferContext,
  target: ObjectPlace,
  headers: Readonly<Record<string, string | undefined>>,
  first: FilledBuffer,
  rest: AsyncGenerator<FilledBuffer, undefined>,
  encoder: PartEncoder | undefined,
): Promise<{ readonly sizeBytes: number }> {
  const { client, verification } = context;
  const failure = new AbortController();
  const signal = AbortSignal.any([context.signal, failure.signal]);
  const algorithm = verification.algorithm;
  const uploadId = await createUpload(client, target, headers, algorithm, signal);
  const parts: UploadedPart[] = [];
  const running = new Set<Promise<void>>();

  const send = async (number: number, { buffer, bytes: content, isLast }: FilledBuffer): Promise<void> => {
    const bytes = encoder?.encodePart(number, buffer.bytes, content.length, isLast) ?? content;
    const digest = verification.digest(bytes, algorithm);
    const query = { partNumber: number.toString(), uploadId };
    const request = { method: "PUT" as const, ...target, query, headers: digest.headers, body: bytes };
    const response = await directRequest(client, request, { signal });
    verification.confirm(response, bytes, digest);
    parts.push({
      number,
      sizeBytes: bytes.length,
      etag: response.headers["etag"] ?? "",
      checksum: digest.checksum,
    });
    context.progress.movedBytes += content.length;
  };
  const launch = (number: number, chunk: FilledBuffer): void => {
    const sending = send(number, chunk)
      .then(
        () => chunk.buffer.release(),
        (error: unknown) => {
          chunk.buffer.release(false);
          failure.abort(error);
        },
      )
      .finally(() => running.delete(sending));
    running.add(sending);
  };

  try {
    launch(1, first);
    let number = 1;
    for await (const chunk of rest) {
      number += 1;
      launch(number, chunk);
      signal.throwIfAborted();
    }
    await Promise.all(running);
    signal.throwIfAborted();
    return await join(context, target, uploadId, algorithm, parts, signal);
  } catch (error) {
    failure.abort(error);
    await Promise.all(running);
    await giveUp(context, target, { uploadId }, undefined);
    throw error;
  }
}

async function join(
  { client, options }: TransferContext,
  target: ObjectPlace,
  uploadId: string,
  algorithm: Parameters<typeof createUpload>[3],
  unsorted: readonly UploadedPart[],
  signal: AbortSignal,
): Promise<{ readonly sizeBytes: number }> {
  const parts = unsorted.toSorted((a, b) => a.number - b.number);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  const pieces = parts.map(({ checksum, sizeBytes: length }) => ({
    checksum: checksum ?? Buffer.alloc(0),
    sizeBytes: length,
  }));
  const combinable = algorithm !== undefined && checksumTypeOf(algorithm) === "FULL_OBJECT";
  const fullChecksum = combinable
    ? combineCrc(algorithm as CombinableAlgorithm, pieces).toString("base64")
    : undefined;
  const input = { uploadId, parts, sizeBytes, algorithm, fullChecksum, ifNoneMatch: options.ifNoneMatch };
  await completeUpload(client, target, input, signal);
  const { tags } = options.settings;
  await ensureTags(client, target, tags === undefined ? undefined : formatTags(tags), signal);
  return { sizeBytes };
}
