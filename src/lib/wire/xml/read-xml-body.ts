import { Buffer } from "node:buffer";
import type { RequestBody } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import { malformedXml } from "./parse-xml.js";

/** A DeleteObjects of 1000 keys of 1024 escaped bytes, or a CompleteMultipartUpload of 10,000 parts, is below this. */
const MAX_DOCUMENT_BYTES = 4 * 1024 * 1024;

/**
 * Read a small request body whole, as text. It is refused by its declared length before a byte is read, and while
 * reading when it says less than it holds. Reads the stream to its end, or destroys it.
 *
 * @throws S3Error MaxMessageLengthExceeded, MalformedXML when it is not UTF-8, and whatever the body fails with.
 */
export async function readTextBody(
  body: RequestBody,
  maxBytes: number = MAX_DOCUMENT_BYTES,
): Promise<string> {
  if ((body.sizeBytes ?? 0) > maxBytes) {
    body.stream.destroy();
    throw tooLong(maxBytes);
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body.stream) {
    sizeBytes += (chunk as Buffer).length;
    if (sizeBytes > maxBytes) throw tooLong(maxBytes); // leaving the loop destroys the stream
    chunks.push(chunk as Buffer);
  }
  return decodeUtf8(Buffer.concat(chunks));
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw malformedXml(`it is not UTF-8 (${cause instanceof Error ? cause.message : "invalid bytes"})`);
  }
}

function tooLong(maxBytes: number): S3Error {
  const details = { MaxMessageLengthBytes: maxBytes.toString() };
  return new S3Error("MaxMessageLengthExceeded", "Your request was too big.", { details });
}
