import type { S3Client } from "@aws-sdk/client-s3";
import { headObject } from "../s3/head-object.js";
import { readObject, type ObjectAddress, type ReadOptions } from "./read-object.js";

/** What to stop after. */
export type HeadLimit = { readonly lines: number } | { readonly bytes: number };

const LINE_FEED = 0x0a;
/** What is asked for at first; every next request asks for twice as much. Most heads fit into the first. */
const FIRST_WINDOW_BYTES = 64 * 1024;
const LARGEST_WINDOW_BYTES = 8 * 1024 * 1024;

/**
 * Read an object's first lines or bytes by ranged requests, so that the store sends little more than is shown.
 * Nothing for an empty object. Memory: one chunk.
 *
 * @throws as {@link readObject}.
 */
export async function* readHead(
  client: S3Client,
  address: ObjectAddress,
  limit: HeadLimit,
  options: Pick<ReadOptions, "signal"> = {},
): AsyncGenerator<Uint8Array, void, void> {
  const { sizeBytes, etag } = await headObject(client, address, options);
  const wantedBytes = "bytes" in limit ? Math.min(limit.bytes, sizeBytes) : sizeBytes;
  let remainingLines = "lines" in limit ? limit.lines : Infinity;
  for (const range of windows(wantedBytes, remainingLines === Infinity)) {
    if (remainingLines === 0) return;
    for await (const chunk of readObject(client, address, { ...options, range, etag })) {
      const end = endOfLines(chunk, remainingLines);
      remainingLines -= end.lines;
      yield chunk.subarray(0, end.position);
      if (remainingLines === 0) return;
    }
  }
}

function* windows(sizeBytes: number, whole: boolean): Generator<{ startByte: number; endByte: number }> {
  let windowBytes = whole ? sizeBytes : FIRST_WINDOW_BYTES;
  let startByte = 0;
  while (startByte < sizeBytes) {
    const next = Math.min(startByte + windowBytes, sizeBytes);
    yield { startByte, endByte: next - 1 };
    startByte = next;
    windowBytes = Math.min(windowBytes * 2, LARGEST_WINDOW_BYTES);
  }
}

/** Where the last of the wanted lines ends in a chunk, and how many of them do. */
function endOfLines(
  chunk: Uint8Array,
  wanted: number,
): { readonly position: number; readonly lines: number } {
  if (wanted === Infinity) return { position: chunk.length, lines: 0 };
  let lines = 0;
  for (let at = chunk.indexOf(LINE_FEED); at !== -1; at = chunk.indexOf(LINE_FEED, at + 1)) {
    lines += 1;
    if (lines === wanted) return { position: at + 1, lines };
  }
  return { position: chunk.length, lines };
}
