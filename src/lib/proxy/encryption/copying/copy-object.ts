import { ENCRYPTION_HEADER, formatEncryptionMetadata } from "../../../crypto/encryption-metadata.js";
import { element } from "../../../s3/direct/service-error.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { readAnswer, storeError, withoutHeaders } from "../answers.js";
import { boundName, nameOf, type EncryptionContext } from "../encryption-context.js";
import type { StoredObject } from "../reading/stored-object.js";
import { visibleEtag, withStoredEtags } from "../visible-etag.js";
import { copyThrough } from "./copy-through.js";
import { headersOfCopy, isReplacing, tagsOfCopy } from "./copied-headers.js";
import { findSource, sourceOf, type CopySource, type FoundSource } from "./copy-source.js";
import { copyInParts } from "./copy-in-parts.js";

/**
 * CopyObject: between encrypted names the ciphertext stays where it is, and only the object's key is wrapped for the new name.
 * Where one of the two is not encrypted, the content passes through here.
 */
export async function copyObject(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const source = sourceOf(request, context);
  const target = nameOf(request, context);
  const isTargetEncrypted = target.protection.mode !== "off";
  if (source.protection.mode === "off" && !isTargetEncrypted) return context.next(request);
  const found = await findSource(request, source, context);
  if (found.stored === undefined && !isTargetEncrypted) return context.next(request);
  if (found.stored === undefined || !isTargetEncrypted) return copyThrough(request, source, found, context);
  refuseNoChange(request, source);
  return copySealed(request, source, found, found.stored, context);
}

async function copySealed(
  request: S3Request,
  source: CopySource,
  found: FoundSource,
  stored: StoredObject,
  context: EncryptionContext,
): Promise<S3Response> {
  const wrapped = await context.ring.wrap(stored.objectKey, boundName(nameOf(request, context)));
  const metadata = formatEncryptionMetadata({
    ...wrapped,
    ...(stored.salt === undefined ? {} : { salt: stored.salt }),
  });
  const headers = { ...withStoredEtags(headersOfCopy(request, found)), [ENCRYPTION_HEADER]: metadata };
  if (stored.storedBytes > context.copyLimits.objectBytes) {
    const tags = await tagsOfCopy(request, source, found, context);
    return copyInParts(request, stored, { ...headers, ...tags }, context);
  }
  const answer = await context.next({
    ...request,
    headers: {
      ...headers,
      "x-amz-copy-source": request.headers["x-amz-copy-source"],
      "x-amz-metadata-directive": "REPLACE",
      "x-amz-tagging-directive": request.headers["x-amz-tagging-directive"],
      // What was looked at is what is copied.
      "x-amz-copy-source-if-match": stored.etag,
    },
  });
  return copied(answer);
}

/** The answer to a copy, with the ETag that clients see and without checksums of ciphertext. */
async function copied(answer: S3Response): Promise<S3Response> {
  const result = await readAnswer(answer);
  const text = result.toString("utf8");
  if (answer.status >= 300) return { ...answer, body: result };
  // An answer that had begun before the store failed has status 200, and an error in it.
  if (!text.includes("CopyObjectResult")) throw storeError(500, result);
  const etag = (element(text, "ETag") ?? "").replaceAll(/&quot;|&#34;|"/g, "");
  const document = renderXml("CopyObjectResult", {
    LastModified: element(text, "LastModified"),
    ETag: `"${visibleEtag(etag)}"`,
  });
  const headers = withoutHeaders(answer.headers, "content-length", "transfer-encoding");
  return { status: 200, headers: { ...headers, "content-type": "application/xml" }, body: document };
}

/** Stores refuse a copy onto itself that changes nothing, but for them the wrapped key is a change. */
function refuseNoChange({ headers, bucket, key }: S3Request, source: CopySource): void {
  if (source.bucket !== bucket || source.key !== key || source.versionId !== undefined) return;
  const changes =
    isReplacing(headers) ||
    headers["x-amz-tagging-directive"] === "REPLACE" ||
    headers["x-amz-storage-class"] !== undefined ||
    headers["x-amz-website-redirect-location"] !== undefined ||
    headers["x-amz-checksum-algorithm"] !== undefined;
  if (changes) return;
  throw new S3Error(
    "InvalidRequest",
    "This copy request is illegal because it is trying to copy an object to itself without changing the object's " +
      "metadata, storage class, website redirect location or encryption attributes.",
  );
}
