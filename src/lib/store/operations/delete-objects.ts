import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { type ObjectToDelete, readDelete } from "../../wire/xml/documents/delete.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { XmlContent } from "../../wire/xml/render-xml.js";
import { authorizeKey } from "../authorize.js";
import type { BucketRecord } from "../engine.js";
import { bypassesGovernance, type Removal, removeVersion } from "./delete-object.js";
import { ownerOf } from "./owner.js";
import { bucketOf, checkedKey } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

/** DeleteObjects: up to 1000 keys, each allowed, done and reported by itself. */
export async function deleteObjects(request: S3Request, context: StoreContext): Promise<S3Response> {
  const bucket = context.engine.getBucket(bucketOf(request));
  const { objects, quiet } = readDelete(await readTextBody(request.openBody()));
  const removals = objects.map((object) => removalOf(object, request));
  const results = await Promise.all(removals.map((removal) => removeOne(request, context, bucket, removal)));
  return xmlAnswer(
    "DeleteResult",
    results.filter((result) => !quiet || "Error" in result),
  );
}

function removalOf({ key, versionId, conditions }: ObjectToDelete, request: S3Request): Removal {
  return {
    key,
    versionId: versionId === "" ? undefined : versionId,
    conditions,
    bypassGovernance: bypassesGovernance(request),
    owner: ownerOf(request.caller).id,
  };
}

type Result = { readonly Deleted: XmlContent } | { readonly Error: XmlContent };

async function removeOne(
  request: S3Request,
  context: StoreContext,
  bucket: BucketRecord,
  removal: Removal,
): Promise<Result> {
  try {
    checkedKey(removal.key);
    authorizeKey(request, context, removal);
    return { Deleted: await deletedElement(context, bucket, removal) };
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    const { key, versionId } = removal;
    return { Error: { Key: key, VersionId: versionId, Code: error.code, Message: error.message } };
  }
}

async function deletedElement(
  context: StoreContext,
  bucket: BucketRecord,
  removal: Removal,
): Promise<XmlContent> {
  const { versionId, isDeleteMarker } = await removeVersion(context, bucket, removal);
  return {
    Key: removal.key,
    VersionId: removal.versionId,
    DeleteMarker: isDeleteMarker ? true : undefined,
    DeleteMarkerVersionId: isDeleteMarker ? versionId : undefined,
  };
}
