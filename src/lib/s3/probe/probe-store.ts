import type { S3Client } from "@aws-sdk/client-s3";
import type { CheckedCapabilities } from "../../config/known-capabilities.js";
import type { CallOptions } from "../call-options.js";
import { probeBucketSettings } from "./bucket-findings.js";
import { probeObjects } from "./object-findings.js";
import { probeSts } from "./probe-sts.js";
import { closeScratchSpace, openScratchSpace } from "./scratch-space.js";

export interface ProbeInput {
  /** A bucket that may be written to; undefined: one is made, and removed again. */
  readonly bucket?: string | undefined;
}

/**
 * Find out by trying what a store can do. Some forty small requests; whatever is written is removed again, after an
 * interruption too.
 *
 * @throws AccessDeniedError when there is no bucket to write to; NetworkError when the store does not answer.
 */
export async function probeStore(
  client: S3Client,
  { bucket }: ProbeInput,
  { signal }: CallOptions = {},
): Promise<CheckedCapabilities> {
  signal?.throwIfAborted();
  const space = await openScratchSpace(client, bucket);
  try {
    const objects = await probeObjects(client, space);
    signal?.throwIfAborted();
    const settings = await probeBucketSettings(client, space);
    signal?.throwIfAborted();
    const sts = await probeSts(client);
    return { ...objects, ...settings, sts, checkedAt: new Date().toISOString() };
  } finally {
    await closeScratchSpace(client, space);
  }
}
