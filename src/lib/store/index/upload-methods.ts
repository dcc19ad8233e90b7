import { randomBytes } from "node:crypto";
import type { StoreEngine } from "../engine.js";
import type { BucketRows } from "./bucket-rows.js";
import type { ObjectWrites } from "./object-writes.js";
import type { TransactionQueue } from "./transaction-queue.js";
import type { UploadRows } from "./upload-rows.js";

export interface UploadMethodParts {
  readonly buckets: BucketRows;
  readonly uploads: UploadRows;
  readonly writes: ObjectWrites;
  readonly queue: TransactionQueue;
  readonly clock: () => Date;
  readonly nextSeq: (atLeast: number) => number;
}

export type UploadMethods = Pick<
  StoreEngine,
  "createUpload" | "getUpload" | "putPart" | "listParts" | "abortUpload"
>;

/** The engine's methods on unfinished multipart uploads. */
export function uploadMethods(parts: UploadMethodParts): UploadMethods {
  const { buckets, uploads, writes, queue } = parts;
  return {
    createUpload({ bucket, key, attributes, checksum, initiator }) {
      return queue.run(() => {
        const uploadId = newUploadId(parts.nextSeq(0));
        const upload = { uploadId, bucket, key, startedAt: parts.clock(), initiator, attributes, checksum };
        uploads.insert(buckets.place(bucket), upload);
        return upload;
      });
    },
    getUpload: (bucket, key, uploadId) => uploads.require(buckets.place(bucket), key, uploadId),
    putPart: (upload, part) => queue.enqueue((transaction) => writes.putPart(transaction, upload, part)),
    listParts: (upload, page) => uploads.listParts(upload.uploadId, page),
    abortUpload: (upload) => queue.run((transaction) => writes.abortUpload(transaction, upload)),
  };
}

/** Begins with a growing number, so that the order of ids is that of their making. */
function newUploadId(seq: number): string {
  return `${seq.toString(16).padStart(14, "0")}${randomBytes(9).toString("hex")}`;
}
