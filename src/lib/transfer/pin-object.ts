import { directRequest, type DirectResponse } from "../s3/direct/direct-request.js";
import { DirectServiceError } from "../s3/direct/service-error.js";
import type { CombinableAlgorithm } from "../wire/checksums/combine-crc.js";
import type { PartPlan } from "./part-plan.js";
import { storedDigest, type StoredDigest } from "./stored-checksum.js";
import type { TransferContext } from "./transfer-context.js";
import type { RemoteObject } from "./transfer-item.js";

/** What is being downloaded, pinned to one state of the object. */
export interface PinnedObject {
  readonly object: RemoteObject;
  readonly head: DirectResponse;
  readonly etag: string;
  readonly digest: StoredDigest | undefined;
  readonly plan: PartPlan;
  readonly algorithm: CombinableAlgorithm;
}

/** Look at an object as it is now. */
export async function pinObject(
  context: TransferContext,
  source: RemoteObject,
  rangeBytes: number,
): Promise<PinnedObject> {
  const { bucket, key } = source;
  const head = await directRequest(
    context.client,
    { method: "HEAD", bucket, key, headers: { "x-amz-checksum-mode": "ENABLED" } },
    { signal: context.signal },
  );
  const sizeBytes = Number(head.headers["content-length"] ?? source.sizeBytes);
  const digest = storedDigest(head.headers);
  return {
    object: { ...source, sizeBytes },
    head,
    etag: head.headers["etag"] ?? `"${source.etag}"`,
    digest,
    plan: { partSizeBytes: rangeBytes, partCount: Math.max(1, Math.ceil(sizeBytes / rangeBytes)) },
    algorithm: digest !== undefined && isCombinable(digest.algorithm) ? digest.algorithm : "CRC32",
  };
}

/** A range was refused because the object no longer is the one that the download began with. */
export function isChange(error: unknown): boolean {
  return error instanceof DirectServiceError && error.$metadata.httpStatusCode === 412;
}

/** What the object is called to the user. */
export function nameOf({ bucket, key }: RemoteObject): string {
  return `s3://${bucket}/${key}`;
}

function isCombinable(algorithm: string): algorithm is CombinableAlgorithm {
  return algorithm.startsWith("CRC");
}
