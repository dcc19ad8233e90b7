import { type DeleteConditions, deleteConditionsOf } from "../../wire/conditions/write-conditions.js";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { BucketRecord, RemoveResult } from "../engine.js";
import { requireUnlocked } from "./object-lock.js";
import { ownerOf } from "./owner.js";
import { bucketOf, keyOf, versionIdOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";
import { deleteCheck } from "./write-check.js";

/** DeleteObject: 204 whether or not there was something to delete. */
export async function deleteObject(request: S3Request, context: StoreContext): Promise<S3Response> {
  const bucket = context.engine.getBucket(bucketOf(request));
  const result = await removeVersion(context, bucket, {
    key: keyOf(request),
    versionId: versionIdOf(request),
    conditions: deleteConditionsOf(request.headers),
    bypassGovernance: bypassesGovernance(request),
    owner: ownerOf(request.caller).id,
  });
  return { status: 204, headers: deleteHeaders(result) };
}

export interface Removal {
  readonly key: string;
  readonly versionId: string | undefined;
  readonly conditions: DeleteConditions;
  readonly bypassGovernance: boolean;
  readonly owner: string;
}

/** Remove one version, or hide the key behind a delete marker, by the rules of S3 versioning and object lock. */
export function removeVersion(
  { engine, clock }: StoreContext,
  bucket: BucketRecord,
  { key, versionId, conditions, bypassGovernance, owner }: Removal,
): Promise<RemoveResult> {
  const checkConditions = deleteCheck(conditions);
  return engine.remove({
    bucket: bucket.name,
    key,
    owner,
    ...(versionId === undefined ? {} : { versionId }),
    check: (current) => {
      if (versionId !== undefined) requireUnlocked(current, clock(), bypassGovernance);
      checkConditions?.(current);
    },
  });
}

/** Whether the request asks to delete in spite of a retention in governance mode. */
export function bypassesGovernance({ headers }: S3Request): boolean {
  return headers["x-amz-bypass-governance-retention"]?.toLowerCase() === "true";
}

function deleteHeaders({ versionId, isDeleteMarker }: RemoveResult): ResponseHeaders {
  return {
    ...(versionId === undefined ? {} : { "x-amz-version-id": versionId }),
    ...(isDeleteMarker ? { "x-amz-delete-marker": "true" } : {}),
  };
}
