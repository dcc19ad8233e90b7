import type { Readable } from "node:stream";
import { element } from "../../s3/direct/service-error.js";
import type { UpstreamAnswer } from "./send-upstream.js";

/** Codes that speak of the proxy's own signature: the client's was right, and must not be blamed. */
const ABOUT_CREDENTIALS: ReadonlySet<string> = new Set([
  "AuthorizationHeaderMalformed",
  "ExpiredToken",
  "InvalidAccessKeyId",
  "InvalidToken",
  "RequestTimeTooSkewed",
  "SignatureDoesNotMatch",
  "TokenRefreshRequired",
]);

const MAX_ERROR_BYTES = 64 * 1024;

/** An answer whose body, if it is one that may speak of credentials, is at hand. */
export interface InspectedAnswer {
  readonly answer: UpstreamAnswer;
  /** The code by which the store refuses the proxy itself; undefined when it does not. */
  readonly refusal: string | undefined;
}

/** Find out whether a store refused the proxy's own credentials. Other answers pass as they are, unread. */
export async function inspectRefusal(answer: UpstreamAnswer): Promise<InspectedAnswer> {
  if (answer.status !== 400 && answer.status !== 403) return { answer, refusal: undefined };
  if (Number(answer.headers["content-length"] ?? 0) > MAX_ERROR_BYTES) return { answer, refusal: undefined };
  const body = Buffer.isBuffer(answer.body) ? answer.body : await readError(answer.body);
  const code = element(body.toString("utf8"), "Code");
  const refusal = code !== undefined && ABOUT_CREDENTIALS.has(code) ? code : undefined;
  return { answer: { ...answer, body }, refusal };
}

async function readError(body: Readable): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    sizeBytes += piece.length;
    if (sizeBytes > MAX_ERROR_BYTES) throw new Error("The store's error is too long to be one");
    pieces.push(piece);
  }
  return Buffer.concat(pieces, sizeBytes);
}
