import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { parseXml } from "../../wire/xml/parse-xml.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { ObjectAttributes, ObjectVersion } from "../engine.js";
import { bypassesGovernance } from "./delete-object.js";
import { findReadableVersion } from "./find-version.js";
import { versionHeader } from "./object-headers.js";
import {
  checkLockConfiguration,
  LOCK_MODES,
  requireLockEnabled,
  requireRetentionChange,
  type Retention,
  retainUntil,
} from "./object-lock.js";
import { bucketOf, keyOf, versionIdOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { documentAnswer, EMPTY_OK, xmlAnswer } from "./xml-answer.js";
import { readDocument } from "./read-document.js";
import { requiredWord, requiredText } from "../../wire/xml/read-element.js";

/** GetObjectLockConfiguration. */
export function getObjectLockConfiguration(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request));
  const document = engine.getDocument(bucket.name, "object-lock");
  if (document !== undefined) return documentAnswer(document);
  if (bucket.objectLock) return xmlAnswer("ObjectLockConfiguration", { ObjectLockEnabled: "Enabled" });
  throw new S3Error(
    "ObjectLockConfigurationNotFoundError",
    "Object Lock configuration does not exist for this bucket",
    { details: { BucketName: bucket.name } },
  );
}

/** PutObjectLockConfiguration: on buckets made with object lock, or versioned ones. */
export async function putObjectLockConfiguration(
  request: S3Request,
  { engine }: StoreContext,
): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request));
  const document = await readTextBody(request.openBody());
  checkLockConfiguration(parseXml(document, "ObjectLockConfiguration"));
  if (!bucket.objectLock && bucket.versioning !== "Enabled") {
    throw new S3Error(
      "InvalidBucketState",
      "Versioning must be 'Enabled' on the bucket to apply a Object Lock configuration",
    );
  }
  engine.setDocument(bucket.name, "object-lock", document);
  return EMPTY_OK;
}

/** GetObjectRetention. */
export function getObjectRetention(request: S3Request, context: StoreContext): S3Response {
  const { retention } = lockableVersion(request, context).attributes;
  if (retention === undefined) throw notLocked();
  return xmlAnswer("Retention", { Mode: retention.mode, RetainUntilDate: retention.until });
}

/** PutObjectRetention: an empty document takes the retention off, where it may be. */
export async function putObjectRetention(request: S3Request, context: StoreContext): Promise<S3Response> {
  lockableVersion(request, context);
  const document = await readDocument(request, "Retention");
  const now = context.clock();
  const retention: Retention | undefined =
    document.children.length === 0
      ? undefined
      : {
          mode: requiredWord(document, "Mode", LOCK_MODES),
          until: retainUntil(requiredText(document, "RetainUntilDate"), now),
        };
  return changeAttributes(request, context, ({ retention: before, ...others }) => {
    requireRetentionChange(before, retention, now, bypassesGovernance(request));
    return retention === undefined ? others : { ...others, retention };
  });
}

/** GetObjectLegalHold. */
export function getObjectLegalHold(request: S3Request, context: StoreContext): S3Response {
  const { legalHold } = lockableVersion(request, context).attributes;
  if (legalHold === undefined) throw notLocked();
  return xmlAnswer("LegalHold", { Status: legalHold ? "ON" : "OFF" });
}

/** PutObjectLegalHold. */
export async function putObjectLegalHold(request: S3Request, context: StoreContext): Promise<S3Response> {
  lockableVersion(request, context);
  const status = requiredWord(await readDocument(request, "LegalHold"), "Status", ["ON", "OFF"]);
  return changeAttributes(request, context, (attributes) => ({ ...attributes, legalHold: status === "ON" }));
}

/** Looks the version up in the same turn as it changes it. */
function changeAttributes(
  request: S3Request,
  context: StoreContext,
  change: (attributes: ObjectAttributes) => ObjectAttributes,
): S3Response {
  const version = lockableVersion(request, context);
  context.engine.updateAttributes(version, change(version.attributes));
  return { status: 200, headers: versionHeader(version, context.engine.getBucket(version.bucket)) };
}

function lockableVersion(request: S3Request, { engine }: StoreContext): ObjectVersion {
  const bucket = engine.getBucket(bucketOf(request));
  requireLockEnabled(engine, bucket);
  return findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
}

function notLocked(): S3Error {
  return new S3Error(
    "NoSuchObjectLockConfiguration",
    "The specified object does not have a ObjectLock configuration",
  );
}
