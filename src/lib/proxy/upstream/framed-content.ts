import { Buffer } from "node:buffer";
import { Readable } from "node:stream";

/** Amazon S3 takes no chunk but the last of less than 8 KiB. */
const CHUNK_BYTES = 64 * 1024;

/**
 * Content framed as aws-chunked, with a checksum behind it that is asked for once the content has ended: what arrives
 * without its end is not stored.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header: Including Trailing Headers".
 *
 * @param trailer name and value of the trailing header.
 */
export function framedContent(
  content: Readable,
  trailer: () => readonly [name: string, value: string],
): Readable {
  return Readable.from(frames(content, trailer), { objectMode: false, highWaterMark: CHUNK_BYTES });
}

async function* frames(
  content: Readable,
  trailer: () => readonly [name: string, value: string],
): AsyncGenerator<Buffer> {
  let pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of content as AsyncIterable<Buffer>) {
    pieces.push(piece);
    sizeBytes += piece.length;
    if (sizeBytes < CHUNK_BYTES) continue;
    yield* frame(pieces, sizeBytes);
    pieces = [];
    sizeBytes = 0;
  }
  if (sizeBytes > 0) yield* frame(pieces, sizeBytes);
  const [name, value] = trailer();
  yield Buffer.from(`0\r\n${name}:${value}\r\n\r\n`, "latin1");
}

function* frame(pieces: readonly Buffer[], sizeBytes: number): Generator<Buffer> {
  yield Buffer.from(`${sizeBytes.toString(16)}\r\n`, "latin1");
  yield* pieces;
  yield LINE_END;
}

const LINE_END = Buffer.from("\r\n", "latin1");
