import { isPublicPolicy } from "../../access/policy/is-public-policy.js";
import { parsePolicy } from "../../access/policy/parse-policy.js";
import { type BucketPolicy, MalformedPolicyError } from "../../access/policy/policy-document.js";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { StoreEngine } from "../engine.js";
import { publicAccessBlockOf } from "./public-access-block.js";
import { bucketOf } from "./request-parts.js";
import type { StoreContext } from "./store-context.js";
import { NO_CONTENT, xmlAnswer } from "./xml-answer.js";

/** GetBucketPolicy: the JSON as it was sent. */
export function getBucketPolicy(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const body = engine.getDocument(bucket, "policy");
  if (body === undefined) throw noPolicy(bucket);
  return { status: 200, headers: { "content-type": "application/json" }, body };
}

/** PutBucketPolicy. */
export async function putBucketPolicy(request: S3Request, { engine }: StoreContext): Promise<S3Response> {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const document = await readTextBody(request.openBody());
  const policy = readPolicy(document, bucket);
  if (publicAccessBlockOf(engine, bucket).blockPublicPolicy && isPublicPolicy(policy)) {
    throw new S3Error("AccessDenied", "The bucket's public access block refuses public policies");
  }
  engine.setDocument(bucket, "policy", document);
  return NO_CONTENT;
}

/** DeleteBucketPolicy. */
export function deleteBucketPolicy(request: S3Request, { engine }: StoreContext): S3Response {
  engine.setDocument(bucketOf(request), "policy", undefined);
  return NO_CONTENT;
}

/** GetBucketPolicyStatus: is the policy public? */
export function getBucketPolicyStatus(request: S3Request, { engine }: StoreContext): S3Response {
  const bucket = engine.getBucket(bucketOf(request)).name;
  const policy = bucketPolicyOf(engine, bucket);
  if (policy === undefined) throw noPolicy(bucket);
  return xmlAnswer("PolicyStatus", { IsPublic: isPublicPolicy(policy) });
}

/** The bucket's policy, ready to be asked; undefined while it has none. */
export function bucketPolicyOf(engine: StoreEngine, bucket: string): BucketPolicy | undefined {
  const document = engine.getDocument(bucket, "policy");
  return document === undefined ? undefined : readPolicy(document, bucket);
}

function readPolicy(document: string, bucket: string): BucketPolicy {
  try {
    return parsePolicy(document, bucket);
  } catch (error) {
    if (error instanceof MalformedPolicyError) {
      throw new S3Error("MalformedPolicy", error.message, { cause: error });
    }
    throw error;
  }
}

function noPolicy(bucket: string): S3Error {
  return new S3Error("NoSuchBucketPolicy", "The bucket policy does not exist", {
    details: { BucketName: bucket },
  });
}
