import { Buffer } from "node:buffer";
import { ciphertextSize } from "../../../crypto/sizes.js";
import type { S3Request, S3Response } from "../../../wire/exchange.js";
import { readDelete, type ObjectToDelete } from "../../../wire/xml/documents/delete.js";
import { readTextBody } from "../../../wire/xml/read-xml-body.js";
import { renderXml } from "../../../wire/xml/render-xml.js";
import type { EncryptionContext } from "../encryption-context.js";
import { protectionOf } from "../encryption-settings.js";
import { bytesBody } from "../sub-request.js";
import { storedEtag, withStoredEtags } from "../visible-etag.js";

/** DeleteObject: its conditions are about the plaintext. */
export async function deleteObject(request: S3Request, { next }: EncryptionContext): Promise<S3Response> {
  const headers = withStoredEtags(request.headers);
  const size = headers["x-amz-if-match-size"];
  return next({
    ...request,
    headers: size === undefined ? headers : { ...headers, "x-amz-if-match-size": storedSizeOf(size) },
  });
}

/** DeleteObjects: as {@link deleteObject} for each key. */
export async function deleteObjects(request: S3Request, context: EncryptionContext): Promise<S3Response> {
  const { objects, quiet } = readDelete(await readTextBody(request.openBody()));
  const stored = objects.map((object) => asStored(object, request, context));
  const document = Buffer.from(renderXml("Delete", { Object: stored, Quiet: quiet }));
  const headers = { ...headersOfDocument(request), "content-length": document.length.toString() };
  return context.next({ ...request, headers, openBody: bytesBody(document) });
}

function asStored(
  { key, versionId, conditions }: ObjectToDelete,
  { bucket = "" }: S3Request,
  { settings }: EncryptionContext,
) {
  const isEncrypted = protectionOf(settings, bucket, key).mode !== "off";
  const { ifMatch, ifLastModified, ifSizeBytes } = conditions;
  return {
    Key: key,
    VersionId: versionId,
    ETag: isEncrypted && ifMatch !== undefined ? storedEtag(ifMatch) : ifMatch,
    LastModifiedTime: ifLastModified,
    Size: isEncrypted && ifSizeBytes !== undefined ? storedSizeOf(ifSizeBytes) : ifSizeBytes,
  };
}

function storedSizeOf(sizeBytes: string): string {
  return /^\d{1,15}$/.test(sizeBytes) ? ciphertextSize(Number(sizeBytes)).toString() : sizeBytes;
}

/** What the client says of its document is not true of this one. */
function headersOfDocument({ headers }: S3Request): S3Request["headers"] {
  const kept = Object.entries(headers).filter(
    ([name]) =>
      !/^(content-md5|content-encoding|transfer-encoding|x-amz-(sdk-)?checksum-.*|x-amz-content-sha256|x-amz-decoded-content-length|x-amz-trailer)$/.test(
        name,
      ),
  );
  return Object.fromEntries(kept);
}
