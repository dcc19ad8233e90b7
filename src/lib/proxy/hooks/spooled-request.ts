import { Readable } from "node:stream";
import { createDigest } from "../../wire/checksums/digest.js";
import type { DigestAlgorithm, Headers, RequestBody, S3Request } from "../../wire/exchange.js";
import type { ContentSpool } from "./content-spool.js";
import type { SpooledUpload } from "./spooled-upload.js";

/**
 * A request whose content was put aside, to be read from there. What the client said of content that a hook has changed
 * since goes; the checksum that it wants stored is computed anew.
 */
export function withSpooledContent(request: S3Request, body: RequestBody, upload: SpooledUpload): S3Request {
  const { spool, isChanged } = upload;
  const { declaredChecksum } = body;
  const openBody = (asked: readonly DigestAlgorithm[] = []): RequestBody => {
    const algorithms = new Set([...asked, ...(declaredChecksum === undefined ? [] : [declaredChecksum])]);
    const digests = new Map<DigestAlgorithm, Buffer>();
    const stream = Readable.from(digested(spool, algorithms, digests), { objectMode: false });
    return { stream, sizeBytes: spool.sizeBytes, declaredChecksum, digests };
  };
  if (!isChanged) return { ...request, openBody };
  return {
    ...request,
    headers: withoutDigests(request.headers, spool.sizeBytes),
    formFields: request.formFields === undefined ? undefined : withoutFormDigests(request.formFields),
    openBody,
  };
}

async function* digested(
  spool: ContentSpool,
  algorithms: ReadonlySet<DigestAlgorithm>,
  digests: Map<DigestAlgorithm, Buffer>,
): AsyncGenerator<Buffer> {
  const running = [...algorithms].map((algorithm) => [algorithm, createDigest(algorithm)] as const);
  for await (const chunk of spool.read() as AsyncIterable<Buffer>) {
    for (const [, digest] of running) digest.update(chunk);
    yield chunk;
  }
  for (const [algorithm, digest] of running) digests.set(algorithm, digest.digest());
}

/** Headers that tell what the content is, byte for byte. */
const ABOUT_BYTES = /^(content-md5|x-amz-checksum-(?!type$).*|x-amz-trailer|x-amz-content-sha256)$/;

function withoutDigests(headers: Headers, sizeBytes: number): Headers {
  const kept = Object.entries(headers).filter(([name]) => !ABOUT_BYTES.test(name));
  const length = sizeBytes.toString();
  const decoded =
    headers["x-amz-decoded-content-length"] === undefined ? {} : { "x-amz-decoded-content-length": length };
  return { ...Object.fromEntries(kept), "content-length": length, ...decoded };
}

function withoutFormDigests(fields: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...fields].filter(([name]) => !ABOUT_BYTES.test(name)));
}
