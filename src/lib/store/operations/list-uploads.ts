import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import type { ListPage, UploadRecord } from "../engine.js";
import { encodedIfAny, listParameters } from "./list-parameters.js";
import { ownerElement } from "./owner.js";
import { bucketOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

/** ListMultipartUploads: unfinished uploads by key, and by their beginning under each key. */
export function listMultipartUploads(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const { prefix, delimiter, limit, encode, encodingType } = listParameters(request, "max-uploads");
  const keyMarker = request.query.get("key-marker") ?? "";
  // S3 ignores an upload id without a key.
  const uploadIdMarker = keyMarker === "" ? "" : (request.query.get("upload-id-marker") ?? "");
  const page: ListPage<UploadRecord> =
    limit === 0
      ? { entries: [], isTruncated: false }
      : engine.listUploads({
          bucket,
          prefix,
          delimiter,
          limit,
          after: keyMarker,
          ...(uploadIdMarker === "" ? {} : { afterUploadId: uploadIdMarker }),
        });
  return xmlAnswer("ListMultipartUploadsResult", {
    Bucket: bucket,
    KeyMarker: encode(keyMarker),
    UploadIdMarker: uploadIdMarker,
    ...nextMarkers(page, encode),
    Prefix: encode(prefix),
    Delimiter: encodedIfAny(delimiter, encode),
    EncodingType: encodingType,
    MaxUploads: limit,
    IsTruncated: page.isTruncated,
    ...entriesOf(page, encode),
  });
}

function nextMarkers({ isTruncated, entries }: ListPage<UploadRecord>, encode: (key: string) => string) {
  const last = isTruncated ? entries.at(-1) : undefined;
  if (last === undefined) return {};
  if (last.kind === "prefix") return { NextKeyMarker: encode(last.prefix), NextUploadIdMarker: "" };
  return { NextKeyMarker: encode(last.item.key), NextUploadIdMarker: last.item.uploadId };
}

function entriesOf(page: ListPage<UploadRecord>, encode: (key: string) => string) {
  const Upload: XmlContent[] = [];
  const CommonPrefixes: XmlContent[] = [];
  for (const entry of page.entries) {
    if (entry.kind === "prefix") CommonPrefixes.push({ Prefix: encode(entry.prefix) });
    else Upload.push(uploadElement(entry.item, encode));
  }
  return { Upload, CommonPrefixes };
}

function uploadElement(upload: UploadRecord, encode: (key: string) => string): XmlContent {
  return {
    Key: encode(upload.key),
    UploadId: upload.uploadId,
    Initiator: ownerElement(upload.initiator),
    Owner: ownerElement(upload.initiator),
    StorageClass: upload.attributes.storageClass,
    Initiated: upload.startedAt,
    ChecksumAlgorithm: upload.checksum?.algorithm,
    ChecksumType: upload.checksum?.type,
  };
}
