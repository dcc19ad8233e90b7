import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { parseXml, type XmlElement } from "../../wire/xml/parse-xml.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import { grantsOf, grantsOfDocument, renderAcl } from "./acl.js";
import { aclFromHeaders, checkAclAllowed, checkGrantees, unknownEmailAddress } from "./acl-request.js";
import { findReadableVersion } from "./find-version.js";
import { versionHeader } from "./object-headers.js";
import { bucketOf, keyOf, versionIdOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { documentAnswer, EMPTY_OK } from "./xml-answer.js";
import { optionalChild, childrenOf, optionalText } from "../../wire/xml/read-element.js";

/** GetBucketAcl. */
export function getBucketAcl(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request));
  const grants = grantsOf(engine.getDocument(bucket.name, "acl"), bucket.owner);
  return documentAnswer(renderAcl(grants, bucket.owner));
}

/** PutBucketAcl. */
export async function putBucketAcl(request: S3Request, { engine }: StoreContext): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request));
  const acl = await requestedAcl(request, bucket.owner);
  checkAclAllowed(engine, bucket, acl);
  engine.setDocument(bucket.name, "acl", acl);
  return EMPTY_OK;
}

/** GetObjectAcl. */
export function getObjectAcl(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request));
  const version = findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
  const grants = grantsOf(version.attributes.acl, version.owner);
  return documentAnswer(renderAcl(grants, version.owner), versionHeader(version, bucket));
}

/** PutObjectAcl. */
export async function putObjectAcl(request: S3Request, { engine }: StoreContext): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request));
  const before = findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
  const acl = await requestedAcl(request, before.owner);
  checkAclAllowed(engine, bucket, acl);
  const version = findReadableVersion(engine, bucket, before.key, before.versionId);
  engine.updateAttributes(version, { ...version.attributes, acl });
  return { status: 200, headers: versionHeader(version, bucket) };
}

/** An ACL by header or by document, never both. */
async function requestedAcl(request: S3Request, ownerId: string): Promise<string> {
  const document = await readTextBody(request.openBody());
  const byHeader = aclFromHeaders(request.headers);
  if (document.trim() !== "") {
    if (byHeader === undefined) return aclOfDocument(document, ownerId);
    throw new S3Error("UnexpectedContent", "This request does not support content");
  }
  if (byHeader !== undefined) return byHeader;
  throw new S3Error("MissingSecurityHeader", "Your request was missing a required header", {
    details: { MissingHeaderName: "x-amz-acl" },
  });
}

function aclOfDocument(document: string, ownerId: string): string {
  const policy = parseXml(document, "AccessControlPolicy");
  const list = optionalChild(policy, "AccessControlList");
  const entries = list === undefined ? [] : childrenOf(list, "Grant");
  if (entries.some(isByEmailAddress)) throw unknownEmailAddress();
  const grants = checkGrantees(grantsOfDocument(policy));
  if (list === undefined || grants.length !== entries.length) {
    throw new S3Error(
      "MalformedACLError",
      "The ACL that you provided was not well-formed or did not validate against our published schema",
    );
  }
  return renderAcl(grants, ownerId);
}

function isByEmailAddress(grant: XmlElement): boolean {
  const grantee = optionalChild(grant, "Grantee");
  return grantee !== undefined && optionalText(grantee, "EmailAddress") !== undefined;
}
