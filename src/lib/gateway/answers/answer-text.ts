import { Buffer } from "node:buffer";
import type { S3Request, S3Response } from "../../wire/exchange.js";

/** A page of a thousand of the longest keys, escaped, is far below. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

/** The request with which a store answers a document that can be read here: not compressed. */
export function askForPlainText(request: S3Request): S3Request {
  return { ...request, headers: { ...request.headers, "accept-encoding": "identity" } };
}

/**
 * Read the document that a store answered. The body's stream is read to its end, or destroyed.
 *
 * @throws Error for one that is compressed all the same, or larger than any answer of S3: nothing is to be let through
 * that was not looked at.
 */
export async function readAnswerText({ body = "", headers }: S3Response): Promise<string> {
  const encoding = headers["content-encoding"] ?? "identity";
  if (typeof body === "string") return body;
  if (Buffer.isBuffer(body)) return body.toString("utf8");
  if (encoding !== "identity") {
    body.destroy();
    throw new Error(
      `The store answered a document in the encoding ${encoding}, though it was asked for none.`,
    );
  }
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > MAX_ANSWER_BYTES)
      throw new Error("The store answered a document larger than any of S3's.");
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

/** The answer with another document in place of its own. */
export function withText({ status, headers }: S3Response, text: string): S3Response {
  const {
    "content-length": _length,
    "transfer-encoding": _coding,
    ...kept
  } = headers as Record<string, string>;
  return { status, headers: kept, body: text };
}
