import type { Headers } from "../../wire/exchange.js";
import type { BucketRecord, ObjectAttributes } from "../engine.js";
import { aclFromHeaders, checkAclAllowed } from "./acl-request.js";
import { attributesFromHeaders } from "./object-attributes.js";
import { lockOfNewObject } from "./object-lock.js";
import type { StoreContext } from "./store-context.js";

/**
 * All attributes that a request gives to the object that it makes in `bucket`.
 *
 * @throws {@link S3Error} what the bucket's settings or S3's rules refuse.
 */
export function newObjectAttributes(
  headers: Headers,
  bucket: BucketRecord,
  context: StoreContext,
): ObjectAttributes {
  return { ...attributesFromHeaders(headers), ...accessOfNewObject(headers, bucket, context) };
}

/** The ACL and the lock, which are never taken over from a copy's source. */
export function accessOfNewObject(
  headers: Headers,
  bucket: BucketRecord,
  { engine, clock }: StoreContext,
): Pick<ObjectAttributes, "acl" | "retention" | "legalHold"> {
  const acl = aclFromHeaders(headers);
  checkAclAllowed(engine, bucket, acl);
  return { ...(acl === undefined ? {} : { acl }), ...lockOfNewObject(headers, engine, bucket, clock()) };
}
