import type { S3Request, S3Response } from "../../wire/exchange.js";
import { readTagging } from "../../wire/xml/documents/tagging.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { BucketRecord, ObjectVersion } from "../engine.js";
import { findReadableVersion } from "./find-version.js";
import { versionHeader } from "./object-headers.js";
import { checkTags, type Tag } from "./object-tags.js";
import { bucketOf, keyOf, versionIdOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { xmlAnswer } from "./xml-answer.js";

/** GetObjectTagging. */
export function getObjectTagging(request: S3Request, context: StoreContext): S3Response {
  const { bucket, version } = findTagged(request, context);
  const tags = version.attributes.tags.map(([key, value]) => ({ Key: key, Value: value }));
  return xmlAnswer("Tagging", { TagSet: { Tag: tags } }, versionHeader(version, bucket));
}

/** PutObjectTagging: replaces all tags. */
export async function putObjectTagging(request: S3Request, context: StoreContext): Promise<S3Response> {
  findTagged(request, context);
  const tags = checkTags(readTagging(await readTextBody(request.openBody())));
  return { status: 200, headers: replaceTags(request, context, tags) };
}

/** DeleteObjectTagging. */
export function deleteObjectTagging(request: S3Request, context: StoreContext): S3Response {
  return { status: 204, headers: replaceTags(request, context, []) };
}

/** Looks the version up in the same turn as it changes it, so that an overwrite in between cannot get these tags. */
function replaceTags(request: S3Request, context: StoreContext, tags: readonly Tag[]) {
  const { bucket, version } = findTagged(request, context);
  context.engine.updateAttributes(version, { ...version.attributes, tags });
  return versionHeader(version, bucket);
}

function findTagged(
  request: S3Request,
  { engine }: StoreContext,
): { readonly bucket: BucketRecord; readonly version: ObjectVersion } {
  const bucket = engine.getBucket(bucketOf(request));
  const version = findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
  return { bucket, version };
}
