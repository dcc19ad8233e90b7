import type { Readable } from "node:stream";
import type { PlaintextChecksums } from "../../../crypto/summary.js";
import { createObjectSealer, createPartSealer } from "../../../crypto/sealing-stream.js";
import { ciphertextSize, MAX_PART_PLAINTEXT_BYTES, MAX_PUT_PLAINTEXT_BYTES } from "../../../crypto/sizes.js";
import type { Headers, RequestBody, S3Request } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { SUMMARY_FIELD } from "../reading/checksum-headers.js";
import { streamBody, through } from "../sub-request.js";

/** Headers that tell of the client's own bytes: they were verified by the time the content has ended. */
const ABOUT_CONTENT =
  /^(content-length|transfer-encoding|content-md5|x-amz-content-sha256|x-amz-decoded-content-length|x-amz-trailer|x-amz-sdk-checksum-algorithm|x-amz-checksum-.*)$/;

/** The headers of an upload that are true of its ciphertext, too. */
export function headersOfSealed(headers: Headers, sealedBytes: number | undefined): Headers {
  const kept = Object.fromEntries(Object.entries(headers).filter(([name]) => !ABOUT_CONTENT.test(name)));
  return sealedBytes === undefined
    ? { ...kept, "transfer-encoding": "chunked" }
    : { ...kept, "content-length": sealedBytes.toString() };
}

/**
 * The length of content that a request declares; undefined when it does not, or says only where it will end.
 *
 * @throws S3Error EntityTooLarge before a byte of it was asked for
 */
export function declaredBytes({ headers }: S3Request, mostBytes: number): number | undefined {
  const declared = headers["x-amz-decoded-content-length"] ?? headers["content-length"];
  if (declared === undefined || !/^\d{1,15}$/.test(declared)) return undefined;
  requireSize(Number(declared), mostBytes);
  return Number(declared);
}

/** @throws S3Error EntityTooLarge */
export function requireSize(sizeBytes: number, mostBytes: number): void {
  if (sizeBytes <= mostBytes) return;
  throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    details: { ProposedSize: sizeBytes.toString(), MaxSizeAllowed: mostBytes.toString() },
  });
}

export const MAX_PUT_BYTES = MAX_PUT_PLAINTEXT_BYTES;
export const MAX_PART_BYTES = MAX_PART_PLAINTEXT_BYTES;

/** The declared checksum for the summary, known once the content has ended. The hash of a signature is not the client's to keep. */
function summaryChecksums({ declaredChecksum, digests }: RequestBody): PlaintextChecksums {
  if (declaredChecksum === undefined || declaredChecksum === "SHA1") return {};
  return { [SUMMARY_FIELD[declaredChecksum]]: digests.get(declaredChecksum) };
}

/** The body of a PutObject, sealed: it ends only when the content has ended well. */
export function sealedObjectBody(
  content: RequestBody,
  objectKey: Buffer,
  salt: Buffer,
): { readonly openBody: S3Request["openBody"]; readonly sizeBytes: number | undefined } {
  const sizeBytes = content.sizeBytes === undefined ? undefined : ciphertextSize(content.sizeBytes);
  const open = (): Readable =>
    through(
      content.stream,
      createObjectSealer({ objectKey, checksums: () => summaryChecksums(content), salts: { part: salt } }),
    );
  return { openBody: streamBody(open, sizeBytes), sizeBytes };
}

/** The content of a part, sealed, and the salt that it was sealed with. */
export function sealedPart(content: RequestBody, objectKey: Buffer, partNumber: number) {
  const sealer = createPartSealer({ objectKey, partNumber });
  const { salt } = sealer;
  return { salt, stream: () => through(content.stream, sealer), plaintextBytes: () => sealer.plaintextBytes };
}
