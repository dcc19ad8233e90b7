import { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { ENCRYPTION_HEADER } from "../../crypto/encryption-metadata.js";
import type { S3Request, S3Response, Stage } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import { S3Error } from "../../wire/s3-error.js";
import { copyObject } from "./copying/copy-object.js";
import { cannotBeOpened, type CopyLimits, type EncryptionContext } from "./encryption-context.js";
import { mayEncrypt, protectionOf, type EncryptionSettings } from "./encryption-settings.js";
import { listObjects } from "./listing/list-objects.js";
import { SizeCache } from "./listing/size-cache.js";
import { abortMultipartUpload } from "./multipart/abort-upload.js";
import { completeMultipartUpload } from "./multipart/complete-upload.js";
import { createMultipartUpload } from "./multipart/create-upload.js";
import { listParts } from "./multipart/list-parts.js";
import { UploadCache } from "./multipart/upload-cache.js";
import { uploadPartCopy } from "./multipart/upload-part-copy.js";
import { uploadPart } from "./multipart/upload-part.js";
import { getObjectAttributes } from "./reading/get-object-attributes.js";
import { getObject } from "./reading/get-object.js";
import { headObject } from "./reading/head-object.js";
import { LayoutCache } from "./reading/layout-cache.js";
import { answering } from "./answering.js";
import { deleteBucket } from "./writing/delete-bucket.js";
import { deleteObject, deleteObjects } from "./writing/delete-objects.js";
import { postObject } from "./writing/post-object.js";
import { putObject } from "./writing/put-object.js";

export interface EncryptionStageOptions {
  readonly ring: KeyRing;
  readonly settings: EncryptionSettings;
  /** Told what is wrong with stored objects, and of what failed behind an answer; clients are told less, or nothing. */
  readonly report: (request: S3Request, error: unknown) => void;
  /** For tests: S3's own are 5 GiB. */
  readonly copyLimits?: CopyLimits | undefined;
}

const COPY_LIMITS: CopyLimits = { objectBytes: 5 * 1024 ** 3, partBytes: 512 * 1024 ** 2 };

type Operate = (request: S3Request, context: EncryptionContext) => Promise<S3Response>;

/** Operations on one object that are others when it is encrypted. */
const ON_OBJECTS: Partial<Record<Operation, Operate>> = {
  AbortMultipartUpload: abortMultipartUpload,
  CompleteMultipartUpload: completeMultipartUpload,
  CreateMultipartUpload: createMultipartUpload,
  DeleteObject: deleteObject,
  GetObject: getObject,
  GetObjectAttributes: getObjectAttributes,
  HeadObject: headObject,
  ListParts: listParts,
  PostObject: postObject,
  PutObject: putObject,
  UploadPart: uploadPart,
};

/** Those whose source, too, may be encrypted. */
const COPYING: Partial<Record<Operation, Operate>> = {
  CopyObject: copyObject,
  UploadPartCopy: uploadPartCopy,
};

const ON_BUCKETS: Partial<Record<Operation, Operate>> = {
  DeleteBucket: deleteBucket,
  DeleteObjects: deleteObjects,
  ListObjects: listObjects,
  ListObjectsV2: listObjects,
  ListObjectVersions: listObjects,
};

/**
 * Encrypt what goes to the store, and decrypt what comes from it, in the format s3kit.enc.v1; the last stage before the store, so
 * that all others see plaintext. Only authentic bytes leave; sizes, ranges, ETags and checksums are those of the plaintext.
 */
export function encryptionStage(options: EncryptionStageOptions): Stage {
  const { copyLimits = COPY_LIMITS, ...given } = options;
  const caches = { layouts: new LayoutCache(), sizes: new SizeCache(), uploads: new UploadCache() };
  return (next) => {
    const context: EncryptionContext = { ...given, ...caches, copyLimits, next: answering(next) };
    return async (request) => {
      const operate = chooseOperation(request, context);
      if (operate === undefined) return next(request);
      try {
        return await operate(request, context);
      } catch (error) {
        if (!(error instanceof IntegrityError)) throw error;
        context.report(request, error);
        throw cannotBeOpened(error);
      }
    };
  };
}

/** Undefined: as it is. @throws S3Error for what clients may not do where there is encryption */
function chooseOperation(request: S3Request, { settings }: EncryptionContext): Operate | undefined {
  const { bucket, key, operation } = request;
  if (bucket === undefined || operation === "Preflight" || !isConcerned(request, settings)) return undefined;
  refuseOwnMetadata(request);
  const copying = COPYING[operation];
  if (copying !== undefined) return copying;
  if (key === undefined && operation !== "PostObject") return ON_BUCKETS[operation];
  if (protectionOf(settings, bucket, key ?? "").mode === "off") return undefined;
  if (operation === "Unknown" && !request.query.has("restore")) throw unknownHere();
  return ON_OBJECTS[operation];
}

/** A copy may come out of an encrypted bucket into one that is not. */
function isConcerned({ bucket = "", operation }: S3Request, settings: EncryptionSettings): boolean {
  return COPYING[operation] !== undefined || mayEncrypt(settings, bucket);
}

/** What makes an object an encrypted one is the proxy's to say. */
function refuseOwnMetadata({ headers, formFields }: S3Request): void {
  if (headers[ENCRYPTION_HEADER] === undefined && formFields?.has(ENCRYPTION_HEADER) !== true) return;
  throw new S3Error("InvalidArgument", "This metadata is reserved for encryption by the proxy.", {
    details: { ArgumentName: ENCRYPTION_HEADER },
  });
}

/** It could store or give out content in ways that are not known here. */
function unknownHere(): S3Error {
  return new S3Error(
    "NotImplemented",
    "This operation is not known to the proxy, and the object is encrypted.",
  );
}
