import { Buffer } from "node:buffer";
import pLimit from "p-limit";
import { element } from "../../../s3/direct/service-error.js";
import { uriEncode, uriEncodePath } from "../../../wire/auth/uri-encoding.js";
import type { Headers, S3Request, S3Response } from "../../../wire/exchange.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { discardAnswer, requireSuccess, storeError } from "../answers.js";
import type { EncryptionContext } from "../encryption-context.js";
import type { StoredObject } from "../reading/stored-object.js";
import { bytesBody, subRequest } from "../sub-request.js";
import { visibleEtag } from "../visible-etag.js";

const PARTS_AT_ONCE = 4;
const MAX_PARTS = 10_000;

/** Copy a stored object that is too large for one request: byte ranges of it, put together by the store. No data passes here. */
export async function copyInParts(
  request: S3Request,
  stored: StoredObject,
  headers: Headers,
  context: EncryptionContext,
): Promise<S3Response> {
  const { "if-match": ifMatch, "if-none-match": ifNoneMatch, ...headersOfUpload } = headers;
  const uploadId = await begin(request, headersOfUpload, context);
  try {
    const parts = await copyRanges(request, stored, uploadId, context);
    const conditions = { "if-match": ifMatch, "if-none-match": ifNoneMatch };
    return await finish(request, uploadId, parts, conditions, context);
  } catch (error) {
    const { bucket = "", key } = request;
    const query = [["uploadId", uploadId]] as const;
    discardAnswer(
      await context.next(
        subRequest(request, { operation: "AbortMultipartUpload", method: "DELETE", bucket, key, query }),
      ),
    );
    throw error;
  }
}

async function begin(request: S3Request, headers: Headers, { next }: EncryptionContext): Promise<string> {
  const { bucket = "", key } = request;
  const answer = await next(
    subRequest(request, {
      operation: "CreateMultipartUpload",
      method: "POST",
      bucket,
      key,
      query: [["uploads", ""]],
      headers: { ...headers, "content-length": "0" },
    }),
  );
  return element((await requireSuccess(answer)).toString("utf8"), "UploadId") ?? "";
}

async function copyRanges(
  request: S3Request,
  { storedBytes, etag, name, versionId }: StoredObject,
  uploadId: string,
  { next, copyLimits }: EncryptionContext,
) {
  const partBytes = Math.max(copyLimits.partBytes, Math.ceil(storedBytes / MAX_PARTS));
  const count = Math.ceil(storedBytes / partBytes);
  const version = versionId === undefined ? "" : `?versionId=${uriEncode(versionId)}`;
  const { bucket = "", key } = request;
  const limit = pLimit(PARTS_AT_ONCE);
  const copyRange = async (index: number) => {
    const last = Math.min(storedBytes, (index + 1) * partBytes) - 1;
    const answer = await next(
      subRequest(request, {
        operation: "UploadPartCopy",
        method: "PUT",
        bucket,
        key,
        query: [
          ["partNumber", (index + 1).toString()],
          ["uploadId", uploadId],
        ],
        headers: {
          "content-length": "0",
          "x-amz-copy-source": `/${name.bucket}/${uriEncodePath(name.key)}${version}`,
          "x-amz-copy-source-range": `bytes=${(index * partBytes).toString()}-${last.toString()}`,
          "x-amz-copy-source-if-match": etag,
        },
      }),
    );
    const text = (await requireSuccess(answer)).toString("utf8");
    if (!text.includes("CopyPartResult")) throw storeError(500, Buffer.from(text));
    return { PartNumber: index + 1, ETag: unescapedEtag(text) };
  };
  return limit.map(
    Array.from({ length: count }, (_, index) => index),
    copyRange,
  );
}

async function finish(
  request: S3Request,
  uploadId: string,
  parts: readonly { readonly PartNumber: number; readonly ETag: string }[],
  conditions: Headers,
  { next }: EncryptionContext,
): Promise<S3Response> {
  const { bucket = "", key } = request;
  const document = Buffer.from(renderXml("CompleteMultipartUpload", { Part: parts }));
  const answer = await next(
    subRequest(request, {
      operation: "CompleteMultipartUpload",
      method: "POST",
      bucket,
      key,
      query: [["uploadId", uploadId]],
      headers: {
        ...conditions,
        "content-type": "application/xml",
        "content-length": document.length.toString(),
      },
      openBody: bytesBody(document),
    }),
  );
  const text = (await requireSuccess(answer)).toString("utf8");
  if (!text.includes("CompleteMultipartUploadResult")) throw storeError(500, Buffer.from(text));
  const etag = visibleEtag(unescapedEtag(text));
  const version = answer.headers["x-amz-version-id"];
  return {
    status: 200,
    headers: {
      "content-type": "application/xml",
      ...(version === undefined ? {} : { "x-amz-version-id": version }),
    },
    body: renderXml("CopyObjectResult", { LastModified: new Date(), ETag: etag }),
  };
}

function unescapedEtag(document: string): string {
  return `"${(element(document, "ETag") ?? "").replaceAll(/&quot;|&#34;|"/g, "")}"`;
}
