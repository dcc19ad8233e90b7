import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error, type S3ErrorCode } from "../../wire/s3-error.js";
import { readCorsConfiguration } from "../../wire/xml/documents/cors-configuration.js";
import { readTextBody } from "../../wire/xml/read-xml-body.js";
import type { BucketDocumentKind, BucketRecord, StoreEngine } from "../engine.js";
import { checkBucketTagging } from "./bucket-tagging.js";
import { checkEncryptionConfiguration } from "./encryption-configuration.js";
import { checkLifecycleConfiguration, withRuleIds } from "./lifecycle-configuration.js";
import { checkOwnershipAgainstAcl } from "./acl-request.js";
import { checkOwnershipControls } from "./ownership.js";
import { readPublicAccessBlock, withAllSettings } from "./public-access-block.js";
import { bucketOf } from "./request-parts.js";
import type { OperationHandler, StoreContext } from "./store-context.js";
import { checkWebsiteConfiguration } from "./website-configuration.js";
import { documentAnswer, NO_CONTENT } from "./xml-answer.js";

interface DocumentRules {
  /** Throws what S3 answers to a document that it does not take. */
  readonly check: (document: string) => void;
  /** What S3 writes into the document when it takes it. */
  readonly complete?: (document: string) => string;
  /** Throws when other settings of the bucket forbid the document. */
  readonly checkAgainst?: (engine: StoreEngine, bucket: BucketRecord, document: string) => void;
  readonly missing: S3ErrorCode;
  readonly missingMessage: string;
  /** Status of a successful PUT. */
  readonly putStatus?: 204;
}

type XmlDocumentKind = Exclude<BucketDocumentKind, "policy" | "acl" | "object-lock">;

const RULES: Readonly<Record<XmlDocumentKind, DocumentRules>> = {
  cors: {
    check: readCorsConfiguration,
    missing: "NoSuchCORSConfiguration",
    missingMessage: "The CORS configuration does not exist",
  },
  lifecycle: {
    check: checkLifecycleConfiguration,
    complete: withRuleIds,
    missing: "NoSuchLifecycleConfiguration",
    missingMessage: "The lifecycle configuration does not exist",
  },
  encryption: {
    check: checkEncryptionConfiguration,
    missing: "ServerSideEncryptionConfigurationNotFoundError",
    missingMessage: "The server side encryption configuration was not found",
  },
  website: {
    check: checkWebsiteConfiguration,
    missing: "NoSuchWebsiteConfiguration",
    missingMessage: "The specified bucket does not have a website configuration",
  },
  tagging: {
    check: checkBucketTagging,
    missing: "NoSuchTagSet",
    missingMessage: "The TagSet does not exist",
    putStatus: 204,
  },
  ownership: {
    check: checkOwnershipControls,
    checkAgainst: checkOwnershipAgainstAcl,
    missing: "OwnershipControlsNotFoundError",
    missingMessage: "The bucket ownership controls were not found",
  },
  "public-access-block": {
    check: readPublicAccessBlock,
    complete: withAllSettings,
    missing: "NoSuchPublicAccessBlockConfiguration",
    missingMessage: "The public access block configuration was not found",
  },
};

/** GET of a bucket's stored document, as it was sent. */
export function getDocument(kind: XmlDocumentKind): OperationHandler {
  const { missing, missingMessage } = RULES[kind];
  return (request, { engine }) => {
    const bucket = engine.getBucket(bucketOf(request)).name;
    const document = engine.getDocument(bucket, kind);
    if (document !== undefined) return documentAnswer(document);
    throw new S3Error(missing, missingMessage, { details: { BucketName: bucket } });
  };
}

/** PUT of a bucket's document: checked, then kept as sent, but for what S3 adds. */
export function putDocument(kind: XmlDocumentKind): OperationHandler {
  const { check, complete, checkAgainst, putStatus = 200 } = RULES[kind];
  return async (request: S3Request, { engine }: StoreContext): Promise<S3Response> => {
    const bucket = engine.getBucket(bucketOf(request));
    const document = await readTextBody(request.openBody());
    check(document);
    checkAgainst?.(engine, bucket, document);
    engine.setDocument(bucket.name, kind, complete?.(document) ?? document);
    return { status: putStatus, headers: {} };
  };
}

/** DELETE of a bucket's document: 204, also when there was none. */
export function deleteDocument(kind: XmlDocumentKind): OperationHandler {
  return (request, { engine }) => {
    const bucket = engine.getBucket(bucketOf(request)).name;
    engine.setDocument(bucket, kind, undefined);
    return NO_CONTENT;
  };
}
