import { S3Error } from "../../wire/s3-error.js";
import type { CreateBucketInput, StoreEngine } from "../engine.js";
import type { BlobReferences } from "./blob-references.js";
import type { BucketRows } from "./bucket-rows.js";
import type { TransactionQueue } from "./transaction-queue.js";
import type { UploadRows } from "./upload-rows.js";
import type { VersionRows } from "./version-rows.js";

export interface BucketMethodParts {
  readonly buckets: BucketRows;
  readonly versions: VersionRows;
  readonly uploads: UploadRows;
  readonly references: BlobReferences;
  readonly queue: TransactionQueue;
  readonly clock: () => Date;
}

export type BucketMethods = Pick<
  StoreEngine,
  | "createBucket"
  | "deleteBucket"
  | "getBucket"
  | "listBuckets"
  | "setVersioning"
  | "getDocument"
  | "setDocument"
>;

/** The engine's methods on buckets. */
export function bucketMethods(parts: BucketMethodParts): BucketMethods {
  const { buckets, versions, uploads, references, queue } = parts;
  return {
    createBucket: (input) =>
      queue.run(() => {
        refuseExisting(buckets, input);
        return buckets.insert(input, parts.clock()).record;
      }),
    deleteBucket(bucket) {
      queue.run((transaction) => {
        const place = buckets.place(bucket);
        if (!versions.isEmpty(place)) {
          throw new S3Error("BucketNotEmpty", "The bucket you tried to delete is not empty", {
            details: { BucketName: bucket },
          });
        }
        references.change(transaction, { added: [], removed: uploads.deleteAll(place) });
        buckets.delete(place.bucketId);
      });
    },
    getBucket: (bucket) => buckets.require(bucket).record,
    listBuckets: (page) => buckets.list(page),
    setVersioning: (bucket, state) =>
      queue.run(() => buckets.setVersioning(buckets.place(bucket).bucketId, state)),
    getDocument: (bucket, kind) => buckets.getDocument(buckets.place(bucket).bucketId, kind),
    setDocument: (bucket, kind, document) =>
      queue.run(() => buckets.setDocument(buckets.place(bucket).bucketId, kind, document)),
  };
}

function refuseExisting(buckets: BucketRows, input: CreateBucketInput): void {
  const existing = buckets.find(input.bucket);
  if (!existing) return;
  const details = { BucketName: input.bucket };
  if (existing.record.owner === input.owner) {
    throw new S3Error("BucketAlreadyOwnedByYou", "You already own this bucket", { details });
  }
  throw new S3Error("BucketAlreadyExists", "The requested bucket name is not available", { details });
}
