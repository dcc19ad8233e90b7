import { Buffer } from "node:buffer";
import { Readable } from "node:stream";
import { ENCRYPTION_HEADER } from "../../crypto/encryption-metadata.js";
import { element } from "../../s3/direct/service-error.js";
import type { S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { visibleEtag } from "./visible-etag.js";

/** A list of 10,000 parts, or of 1000 objects with long keys, is below this. */
const MAX_DOCUMENT_BYTES = 32 * 1024 * 1024;

/** Read an answer's body to its end. @throws S3Error ServiceUnavailable when it is larger than any document of S3 */
export async function readAnswer({ body }: S3Response, maxBytes = MAX_DOCUMENT_BYTES): Promise<Buffer> {
  if (body === undefined) return Buffer.alloc(0);
  if (!(body instanceof Readable)) return Buffer.from(body);
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > maxBytes) throw new S3Error("ServiceUnavailable", "The store's answer is too long.");
    // A copy: the embedded store fills its buffers again.
    pieces.push(Buffer.from(piece));
  }
  return Buffer.concat(pieces, sizeBytes);
}

/** Let go of an answer that nobody will read. */
export function discardAnswer({ body }: S3Response): void {
  if (body instanceof Readable) body.destroy();
}

/** An answer of which only the status counts: it must be a success. @throws S3Error in the store's words */
export async function requireSuccess(answer: S3Response): Promise<Buffer> {
  const body = await readAnswer(answer);
  if (answer.status < 300) return body;
  throw storeError(answer.status, body);
}

/** A store's refusal, to be passed on. */
export function storeError(status: number, body: Buffer): S3Error {
  const text = body.toString("utf8");
  const code = element(text, "Code") ?? CODES[status] ?? "ServiceUnavailable";
  const message = element(text, "Message") ?? `The store behind answered ${status.toString()}.`;
  // Codes of stores are more than those that this program has words for.
  return new S3Error(code as S3Error["code"], message, { status });
}

const CODES: Readonly<Record<number, string>> = {
  403: "AccessDenied",
  404: "NoSuchKey",
  412: "PreconditionFailed",
  416: "InvalidRange",
};

/** Headers that describe the stored bytes, and not what clients see. */
const ABOUT_STORED_BYTES =
  /^(content-length|content-range|content-md5|x-amz-checksum-.*|x-amz-mp-parts-count)$/;

/** The headers of an answer about an encrypted object, without what is said of its bytes. */
export function clearHeaders(headers: S3Response["headers"]): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name in headers) {
    const value = headers[name];
    if (value === undefined || name === ENCRYPTION_HEADER || ABOUT_STORED_BYTES.test(name)) continue;
    kept[name] = name === "etag" ? visibleEtag(value) : value;
  }
  return kept;
}

/** Headers without those of some names. */
export function withoutHeaders(
  headers: S3Response["headers"],
  ...names: readonly string[]
): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !names.includes(name)));
}

/** An answer is let go of when it comes to nothing. */
export async function orDiscarded<Result>(answer: S3Response, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    discardAnswer(answer);
    throw error;
  }
}
