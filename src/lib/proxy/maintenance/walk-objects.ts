import type { S3Client } from "@aws-sdk/client-s3";
import { isReserved } from "../../access/grants/key-safety.js";
import { headObject } from "../../s3/head-object.js";
import { listEntryPages } from "../../s3/list-entries.js";
import { mapConcurrently } from "../../s3/map-concurrently.js";
import { translateError } from "../../s3/translate-error.js";

/** Which objects: one, or with a key that is empty or ends in `/` all below. */
export interface MaintenanceScope {
  readonly bucket: string;
  readonly key: string;
  /** Only keys after this one, in UTF-8 byte order: where an interrupted run goes on. */
  readonly startAfter?: string | undefined;
}

export interface MaintenanceOptions {
  /** Objects at once. */
  readonly concurrency: number;
  readonly signal: AbortSignal;
}

/**
 * What became of one object.
 * - `done`: changed, or for a verification found right
 * - `planned`: would be changed
 * - `current`: is as it should be
 * - `skipped`: not among those asked for
 * - `plain`: not encrypted
 * - `archived`: cannot be read or copied until it is restored
 * - `failed`: see `error`
 */
export interface MaintainedObject {
  readonly key: string;
  readonly versionId?: string | undefined;
  /** As stored. */
  readonly sizeBytes: number;
  readonly status: "done" | "planned" | "current" | "skipped" | "plain" | "archived" | "failed";
  /** Of the key that the object's key was wrapped with when it was looked at. */
  readonly keyId?: string | undefined;
  /** Translated. */
  readonly error?: unknown;
}

export interface ListedObject {
  readonly key: string;
  readonly versionId?: string | undefined;
  readonly sizeBytes: number;
}

/** What is known of an object besides its listing. */
export type Finding = Pick<MaintainedObject, "status" | "keyId">;

/**
 * Work on the objects of a scope, several at once; results come in listing order, one that fails does not stop the others.
 * Memory: two pages of the listing.
 *
 * @throws NotFoundError when the one object, or the bucket, does not exist
 */
export async function* walkObjects(
  objects: AsyncIterable<ListedObject>,
  bucket: string,
  { concurrency, signal }: MaintenanceOptions,
  work: (object: ListedObject) => Promise<Finding>,
): AsyncGenerator<MaintainedObject> {
  yield* mapConcurrently(objects, concurrency, async (object) => {
    signal.throwIfAborted();
    try {
      return { ...object, ...(await work(object)) };
    } catch (error) {
      signal.throwIfAborted();
      return {
        ...object,
        status: "failed" as const,
        error: translateError(error, { bucket, key: object.key }),
      };
    }
  });
}

/** The objects of a scope, as they are now, without s3kit's own. @throws NotFoundError */
export async function* listScope(
  client: S3Client,
  { bucket, key, startAfter }: MaintenanceScope,
  signal: AbortSignal,
): AsyncGenerator<ListedObject> {
  if (key !== "" && !key.endsWith("/")) {
    const { sizeBytes } = await headObject(client, { bucket, key }, { signal });
    yield { key, sizeBytes };
    return;
  }
  for await (const page of listEntryPages(client, { bucket, prefix: key, startAfter }, { signal })) {
    for (const entry of page) {
      if (entry.kind !== "object" || isReserved(entry.key)) continue;
      yield { key: entry.key, sizeBytes: entry.sizeBytes };
    }
  }
}
