import type { S3Client } from "@aws-sdk/client-s3";
import { UnsupportedByStoreError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import type { DeletedBatch } from "../s3/delete-documents.js";
import { planRemoval, type RemovalPlan } from "./plan-removal.js";
import { listRemoval, runRemoval, type RemovalTarget } from "./removal.js";

/** All that has to go before a bucket can be deleted. */
export interface EmptyingPlan {
  /** Objects, or all versions and delete markers where the store keeps any. */
  readonly objects: RemovalPlan;
  /** Undefined on stores that do not list them. */
  readonly uploads: RemovalPlan | undefined;
  /** Do it. Yields what became of each batch. */
  run(): AsyncGenerator<DeletedBatch, void, void>;
}

/**
 * Count everything in a bucket: versions, delete markers and unfinished uploads.
 *
 * @throws NotFoundError when there is no such bucket.
 */
export async function planEmptying(
  client: S3Client,
  bucket: string,
  options: CallOptions = {},
): Promise<EmptyingPlan> {
  const open = async (what: RemovalTarget["what"]): Promise<Part> => {
    const target: RemovalTarget = { selection: { bucket, key: "", recursive: true }, what };
    return { target, plan: await planRemoval(() => listRemoval(client, target, options)) };
  };
  const objects = (await unlessUnsupported(open("versions"))) ?? (await open("objects"));
  const uploads = await unlessUnsupported(open("uploads"));
  return {
    objects: objects.plan,
    uploads: uploads?.plan,
    async *run() {
      for (const part of uploads === undefined ? [objects] : [objects, uploads]) {
        yield* runRemoval(client, part.target, part.plan.items(), options);
      }
    },
  };
}

interface Part {
  readonly target: RemovalTarget;
  readonly plan: RemovalPlan;
}

async function unlessUnsupported<Value>(promise: Promise<Value>): Promise<Value | undefined> {
  try {
    return await promise;
  } catch (error) {
    if (error instanceof UnsupportedByStoreError) return undefined;
    throw error;
  }
}
