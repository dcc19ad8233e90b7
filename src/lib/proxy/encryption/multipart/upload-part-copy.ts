import { parseCopySourceRange } from "../../../wire/conditions/range.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import { orDiscarded, withoutHeaders } from "../answers.js";
import { nameOf, type EncryptionContext } from "../encryption-context.js";
import { bodyOf, openSource } from "../copying/copy-through.js";
import { findSource, sourceOf } from "../copying/copy-source.js";
import { subRequest } from "../sub-request.js";
import { visibleEtag } from "../visible-etag.js";
import { MAX_PART_BYTES, requireSize } from "../writing/sealed-body.js";
import { partNumberOf, storePart } from "./upload-part.js";
import { findUpload } from "./upload-state.js";

/** UploadPartCopy: the source is opened, and sealed anew as a part; ciphertext of one object is none of another. */
export async function uploadPartCopy(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const source = sourceOf(request, context);
  const isTargetEncrypted = nameOf(request, context).protection.mode !== "off";
  if (source.protection.mode === "off" && !isTargetEncrypted) return context.next(request);
  const partNumber = partNumberOf(request);
  const found = await findSource(request, source, context);
  if (found.stored === undefined && !isTargetEncrypted) return context.next(request);
  const sourceBytes = found.stored?.plaintextBytes ?? Number(found.answer.headers["content-length"]);
  const asked = request.headers["x-amz-copy-source-range"];
  const range = asked === undefined ? undefined : parseCopySourceRange(asked, sourceBytes);
  const sizeBytes = range === undefined ? sourceBytes : range.end - range.start + 1;
  requireSize(sizeBytes, MAX_PART_BYTES);
  const content = await openSource(request, source, asked, context);
  return orDiscarded(content, async () => {
    const part = partRequest(request, content, sizeBytes);
    const stored = isTargetEncrypted
      ? await storePart(part, await findUpload(part, context), partNumber, sizeBytes, context)
      : { answer: await context.next(part) };
    if (stored.answer.status >= 300) return stored.answer;
    return answerOf(stored.answer, isTargetEncrypted);
  });
}

/** The copy as an UploadPart with the content as its body. */
function partRequest(request: S3Request, content: S3Response, sizeBytes: number): S3Request {
  const { bucket = "", key } = request;
  return subRequest(request, {
    operation: "UploadPart",
    method: "PUT",
    bucket,
    key,
    query: [...request.query].filter(([name]) => name === "partNumber" || name === "uploadId"),
    headers: { "content-length": sizeBytes.toString() },
    openBody: bodyOf(content),
  });
}

function answerOf({ headers }: S3Response, isEncrypted: boolean): S3Response {
  const etag = headers["etag"] ?? "";
  const document = renderXml("CopyPartResult", {
    LastModified: new Date(),
    ETag: isEncrypted ? visibleEtag(etag) : etag,
  });
  const kept = withoutHeaders(headers, "content-length", "etag");
  return { status: 200, headers: { ...kept, "content-type": "application/xml" }, body: document };
}
