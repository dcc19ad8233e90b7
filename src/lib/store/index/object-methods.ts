import { S3Error } from "../../wire/s3-error.js";
import type { StoreEngine } from "../engine.js";
import type { BucketRows } from "./bucket-rows.js";
import type { ObjectWrites } from "./object-writes.js";
import type { TransactionQueue } from "./transaction-queue.js";
import type { VersionRows } from "./version-rows.js";

export interface ObjectMethodParts {
  readonly buckets: BucketRows;
  readonly versions: VersionRows;
  readonly writes: ObjectWrites;
  readonly queue: TransactionQueue;
}

export type ObjectMethods = Pick<StoreEngine, "find" | "commit" | "remove" | "updateAttributes">;

/** The engine's methods on objects and their versions. */
export function objectMethods({ buckets, versions, writes, queue }: ObjectMethodParts): ObjectMethods {
  return {
    find(bucket, key, versionId) {
      const place = buckets.place(bucket);
      const found =
        versionId === undefined ? versions.newest(place, key) : versions.byId(place, key, versionId);
      return found?.version;
    },
    commit: (input) => queue.enqueue((transaction) => writes.commit(transaction, input)),
    remove: (input) => queue.enqueue((transaction) => writes.remove(transaction, input)),
    updateAttributes({ bucket, key, versionId }, attributes) {
      queue.run(() => {
        const place = buckets.place(bucket);
        const found = versions.byId(place, key, versionId);
        if (!found) throw new S3Error("NoSuchVersion", "The specified version does not exist.");
        versions.updateAttributes(place, key, found.seq, attributes);
      });
    },
  };
}
