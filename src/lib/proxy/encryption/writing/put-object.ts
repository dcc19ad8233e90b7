import { randomBytes } from "node:crypto";
import { ENCRYPTION_HEADER, formatEncryptionMetadata } from "../../../crypto/encryption-metadata.js";
import { ciphertextSize, KEY_BYTES, SALT_BYTES } from "../../../crypto/sizes.js";
import { CHECKSUM_HEADER } from "../../../wire/checksums/checksum-header.js";
import type { RequestBody, S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { clearHeaders } from "../answers.js";
import { boundName, nameOf, type EncryptionContext } from "../encryption-context.js";
import { withStoredEtags } from "../visible-etag.js";
import { declaredBytes, headersOfSealed, MAX_PUT_BYTES, sealedObjectBody } from "./sealed-body.js";

/**
 * PutObject: the content is sealed while it streams, and the end without which no store has an object goes out when the content
 * has ended, that is, when its checksums, its signatures and all hooks have passed.
 */
export async function putObject(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  refuseAppending(request);
  const name = boundName(nameOf(request, context));
  const declared = declaredBytes(request, MAX_PUT_BYTES);
  const [objectKey, salt] = [randomBytes(KEY_BYTES), randomBytes(SALT_BYTES)];
  const wrapped = await context.ring.wrap(objectKey, name);
  const sent: { content?: RequestBody } = {};
  const answer = await context.next({
    ...request,
    headers: {
      ...withStoredEtags(headersOfPut(request, declared)),
      [ENCRYPTION_HEADER]: formatEncryptionMetadata({ ...wrapped, salt }),
    },
    openBody: (digests) => {
      sent.content = request.openBody();
      return sealedObjectBody(sent.content, objectKey, salt).openBody(digests);
    },
  });
  if (answer.status >= 300) return answer;
  return { ...answer, headers: { ...clearHeaders(answer.headers), ...declaredChecksum(sent.content) } };
}

function headersOfPut(request: S3Request, declared: number | undefined) {
  const { headers } = request;
  const saysNothing = declared === undefined && headers["transfer-encoding"] === undefined;
  const sealed = headersOfSealed(headers, declared === undefined ? undefined : ciphertextSize(declared));
  // The store refuses it in its own words.
  return saysNothing ? { ...sealed, "transfer-encoding": undefined } : sealed;
}

/** The checksum that the client wants kept, as the store would answer it. */
export function declaredChecksum(content: RequestBody | undefined): Record<string, string> {
  const algorithm = content?.declaredChecksum;
  const value = algorithm === undefined ? undefined : content?.digests.get(algorithm);
  if (algorithm === undefined || value === undefined) return {};
  return { [CHECKSUM_HEADER[algorithm]]: value.toString("base64"), "x-amz-checksum-type": "FULL_OBJECT" };
}

/** What is put behind an encrypted object would make it unreadable. */
function refuseAppending({ headers }: S3Request): void {
  if (headers["x-amz-write-offset-bytes"] === undefined) return;
  throw new S3Error("NotImplemented", "Encrypted objects cannot be appended to.");
}
