import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { PartRecord, UploadRecord } from "../engine.js";
import { quoteEtag } from "./object-headers.js";
import { ownerElement } from "./owner.js";
import { encodingTypeOf } from "./list-parameters.js";
import { pageSize, queryInteger } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { uploadOf } from "./upload-part.js";
import { NO_CONTENT, xmlAnswer } from "./xml-answer.js";
import { encodeKeyForUrl } from "../../wire/xml/encode-key.js";

/** ListParts: the parts of an unfinished upload, by number. */
export function listParts(request: S3Request, { engine }: StoreContext): S3Response {
  const upload = uploadOf(request, engine);
  const limit = pageSize(request, "max-parts");
  const after = queryInteger(request, "part-number-marker", { fallback: 0, min: 0, max: 2_147_483_647 });
  const found = limit === 0 ? [] : engine.listParts(upload, { after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const isTruncated = found.length > limit;
  return xmlAnswer("ListPartsResult", {
    Bucket: upload.bucket,
    Key: encodingTypeOf(request) === "url" ? encodeKeyForUrl(upload.key) : upload.key,
    UploadId: upload.uploadId,
    PartNumberMarker: after,
    NextPartNumberMarker: isTruncated ? page.at(-1)?.partNumber : undefined,
    MaxParts: limit,
    IsTruncated: isTruncated,
    Initiator: ownerElement(upload.initiator),
    Owner: ownerElement(upload.initiator),
    StorageClass: upload.attributes.storageClass,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
    Part: page.map((part) => partElement(part, upload)),
  });
}

/** AbortMultipartUpload. */
export function abortMultipartUpload(request: S3Request, { engine }: StoreContext): S3Response {
  engine.abortUpload(uploadOf(request, engine));
  return NO_CONTENT;
}

function partElement(
  { partNumber, lastModified, etag, sizeBytes, checksum }: PartRecord,
  upload: UploadRecord,
) {
  const checksumName = upload.checksum === undefined ? undefined : `Checksum${upload.checksum.algorithm}`;
  return {
    PartNumber: partNumber,
    LastModified: lastModified,
    ETag: quoteEtag(etag),
    Size: sizeBytes,
    ...(checksumName === undefined ? {} : { [checksumName]: checksum }),
  };
}
