import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { parseXml } from "../../wire/xml/parse-xml.js";
import { optionalText } from "../../wire/xml/read-element.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { BucketRecord, StoreEngine } from "../engine.js";
import { aclFromHeaders, checkAclAgainstOwnership } from "./acl-request.js";
import { checkBucketName } from "./bucket-name.js";
import { decodeContinuationToken, encodeContinuationToken } from "./continuation-token.js";
import { STORE_OWNER } from "./owner.js";
import { ownershipFromHeaders } from "./ownership.js";
import { bucketOf, queryInteger } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { NO_CONTENT, xmlAnswer } from "./xml-answer.js";

const MAX_BUCKETS_PAGE = 10_000;
const DEFAULT_REGION = "us-east-1";

/** ListBuckets, with the prefix and the pages that S3 has since 2024. */
export function listBuckets(request: S3Request, { engine }: StoreContext): S3Response {
  const { query } = request;
  const prefix = query.get("prefix") ?? "";
  const region = query.get("bucket-region");
  const token = query.get("continuation-token");
  const limit = queryInteger(request, "max-buckets", {
    fallback: MAX_BUCKETS_PAGE,
    min: 1,
    max: MAX_BUCKETS_PAGE,
  });
  const after = token === undefined ? "" : decodeContinuationToken(token);
  const found = engine.listBuckets({ prefix, after, limit: limit + 1 });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  return xmlAnswer("ListAllMyBucketsResult", {
    Buckets: {
      Bucket: page.filter((bucket) => region === undefined || bucket.region === region).map(bucketElement),
    },
    Owner: { ID: STORE_OWNER.id, DisplayName: STORE_OWNER.displayName },
    ContinuationToken: last === undefined ? undefined : encodeContinuationToken(last.name),
    Prefix: prefix === "" ? undefined : prefix,
  });
}

/** CreateBucket, in the region that the LocationConstraint names; again, where S3 allows it. */
export async function createBucket(request: S3Request, context: StoreContext): Promise<S3Response> {
  const bucket = checkBucketName(bucketOf(request));
  const constraint = await locationConstraint(request);
  const ownership = ownershipFromHeaders(request.headers);
  const acl = aclFromHeaders(request.headers);
  checkAclAgainstOwnership(acl, ownership, STORE_OWNER.id);
  const { engine } = context;
  const answer = { status: 200, headers: { location: `/${bucket}` } };
  const region = constraint ?? context.region;
  if (isMadeAgain(engine, bucket, region)) {
    engine.setDocument(bucket, "acl", acl);
    return answer;
  }
  engine.createBucket({
    bucket,
    region,
    owner: STORE_OWNER.id,
    objectLock: request.headers["x-amz-bucket-object-lock-enabled"]?.toLowerCase() === "true",
  });
  if (ownership !== undefined) engine.setDocument(bucket, "ownership", ownership);
  if (acl !== undefined) engine.setDocument(bucket, "acl", acl);
  return answer;
}

/**
 * In us-east-1 alone, one's own bucket may be made again: that changes nothing but its ACL.
 *
 * Source: S3 API Reference, CreateBucket, "BucketAlreadyOwnedByYou".
 */
function isMadeAgain(engine: StoreEngine, bucket: string, region: string): boolean {
  if (region !== DEFAULT_REGION) return false;
  const [existing] = engine.listBuckets({ prefix: bucket, after: "", limit: 1 });
  return existing?.name === bucket && existing.owner === STORE_OWNER.id && existing.region === region;
}

/** DeleteBucket: only when it is empty. */
export function deleteBucket(request: S3Request, { engine }: StoreContext): S3Response {
  engine.deleteBucket(bucketOf(request));
  return NO_CONTENT;
}

/** HeadBucket. */
export function headBucket(request: S3Request, { engine }: StoreContext): S3Response {
  const { region } = engine.getBucket(bucketOf(request));
  return {
    status: 200,
    headers: {
      "x-amz-bucket-region": region,
      "x-amz-access-point-alias": "false",
      "content-type": "application/xml",
    },
  };
}

/** GetBucketLocation: empty for us-east-1, as ever. */
export function getBucketLocation(request: S3Request, { engine }: StoreContext): S3Response {
  const { region } = engine.getBucket(bucketOf(request));
  return xmlAnswer("LocationConstraint", region === DEFAULT_REGION ? "" : region);
}

function bucketElement({ name, createdAt, region }: BucketRecord) {
  return { Name: name, CreationDate: createdAt, BucketRegion: region };
}

async function locationConstraint(request: S3Request): Promise<string | undefined> {
  const document = await readTextBody(request.openBody());
  if (document.trim() === "") return undefined;
  const configuration = parseXml(document, "CreateBucketConfiguration");
  const constraint = optionalText(configuration, "LocationConstraint");
  if (constraint === undefined || constraint === "") return undefined;
  if (/^[A-Za-z0-9-]{1,40}$/.test(constraint)) return constraint;
  throw new S3Error("InvalidLocationConstraint", "The specified location-constraint is not valid", {
    details: { LocationConstraint: constraint },
  });
}
