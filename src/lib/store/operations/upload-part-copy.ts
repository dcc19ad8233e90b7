import { parseCopySourceRange } from "../../wire/conditions/range.js";
import type { ChecksumAlgorithm, DigestAlgorithm, S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { sliceExtents } from "../blobs/extents.js";
import type { ByteRange, ObjectVersion, PartInput, StoreEngine } from "../engine.js";
import { digestContent } from "./content-digests.js";
import { sourceVersionHeader } from "./copy-object.js";
import { findCopySource } from "./copy-source.js";
import { quoteEtag } from "./object-headers.js";
import { parsePartNumber } from "./part-slice.js";
import { refuseTooLarge } from "./put-object.js";
import type { StoreContext } from "./store-context.js";
import { uploadOf } from "./upload-part.js";
import { xmlAnswer } from "./xml-answer.js";

/** UploadPartCopy: the part shares the source's bytes; they are read, where needed, for their digests alone. */
export async function uploadPartCopy(request: S3Request, context: StoreContext): Promise<S3Response> {
  const { engine } = context;
  const partNumber = parsePartNumber(request.query.get("partNumber") ?? "");
  const upload = uploadOf(request, engine);
  const source = findCopySource(context, request.headers);
  const range = rangeOf(request, source.version);
  const algorithm = upload.checksum?.algorithm;
  const content = await contentOf(request, engine, source.version, range, algorithm);
  const part = await engine.putPart(upload, { partNumber, ...content });
  const result = {
    LastModified: part.lastModified,
    ETag: quoteEtag(part.etag),
    ...(algorithm === undefined ? {} : { [`Checksum${algorithm}`]: part.checksum }),
  };
  return xmlAnswer("CopyPartResult", result, sourceVersionHeader(source));
}

function rangeOf(request: S3Request, { sizeBytes }: ObjectVersion): ByteRange | undefined {
  const header = request.headers["x-amz-copy-source-range"];
  const range = header === undefined ? undefined : parseCopySourceRange(header, sizeBytes);
  refuseTooLarge(range === undefined ? sizeBytes : range.end - range.start + 1);
  return range;
}

async function contentOf(
  request: S3Request,
  engine: StoreEngine,
  source: ObjectVersion,
  range: ByteRange | undefined,
  algorithm: ChecksumAlgorithm | undefined,
): Promise<Omit<PartInput, "partNumber">> {
  const algorithms: readonly DigestAlgorithm[] = algorithm === undefined ? ["MD5"] : ["MD5", algorithm];
  const digests = await digestContent(engine, source, range, algorithms, request.signal);
  const md5 = digests.get("MD5");
  if (md5 === undefined) throw new S3Error("InternalError", "The part was copied without its MD5");
  const checksum = algorithm === undefined ? undefined : digests.get(algorithm)?.toString("base64");
  return {
    etag: md5.toString("hex"),
    sizeBytes: range === undefined ? source.sizeBytes : range.end - range.start + 1,
    extents: range === undefined ? source.extents : sliceExtents(source.extents, range),
    ...(checksum === undefined ? {} : { checksum }),
  };
}
