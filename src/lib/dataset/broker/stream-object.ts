import { once } from "node:events";
import { PassThrough } from "node:stream";
import type { S3Client } from "@aws-sdk/client-s3";
import { readItemBytes } from "./read-item-bytes.js";
import type { ObjectKey } from "./s3-documents.js";

const HELD_BYTES = 256 * 1024;

/**
 * The bytes of an object as they come. The connection is held back while nobody takes them; leaving the loop early ends
 * the request. Memory: a few chunks.
 */
export async function* streamObject(
  client: S3Client,
  place: ObjectKey,
  signal: AbortSignal,
): AsyncGenerator<Buffer, void, undefined> {
  const leaving = new AbortController();
  const either = AbortSignal.any([signal, leaving.signal]);
  const pipe = new PassThrough({ highWaterMark: HELD_BYTES });
  const put = (chunk: Buffer): Promise<void> | undefined =>
    pipe.write(chunk) ? undefined : once(pipe, "drain", { signal: either }).then(() => undefined);
  const reading = readItemBytes(client, place, put, either).then(
    () => void pipe.end(),
    (error: unknown) => void pipe.destroy(error as Error),
  );
  try {
    yield* pipe as AsyncIterable<Buffer>;
  } finally {
    leaving.abort(new Error("Nobody reads on"));
    await reading;
  }
}
