import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { lockIsEnabled } from "./object-lock.js";
import { bucketOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { EMPTY_OK, xmlAnswer } from "./xml-answer.js";
import { readDocument } from "./read-document.js";
import { optionalText, requiredWord } from "../../wire/xml/read-element.js";

/** GetBucketVersioning: an empty document while versioning was never switched on. */
export function getBucketVersioning(request: S3Request, { engine }: StoreContext): S3Response {
  const { versioning } = engine.getBucket(bucketOf(request));
  return xmlAnswer("VersioningConfiguration", { Status: versioning });
}

/** PutBucketVersioning. */
export async function putBucketVersioning(request: S3Request, { engine }: StoreContext): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request));
  const document = await readDocument(request, "VersioningConfiguration");
  const status = requiredWord(document, "Status", ["Enabled", "Suspended"]);
  if (optionalText(document, "MfaDelete")?.trim() === "Enabled") {
    throw new S3Error("NotImplemented", "This store knows no MFA devices");
  }
  if (status === "Suspended" && lockIsEnabled(engine, bucket)) {
    throw new S3Error(
      "InvalidBucketState",
      "An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.",
    );
  }
  engine.setVersioning(bucket.name, status);
  return EMPTY_OK;
}
