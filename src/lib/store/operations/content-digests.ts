import { createDigest } from "../../wire/checksums/digest.js";
import type { DigestAlgorithm } from "../../wire/exchange.js";
import type { ByteRange, ObjectVersion, StoreEngine } from "../engine.js";

/** Read stored bytes once, through all digests asked for. Memory: one chunk at a time. */
export async function digestContent(
  engine: StoreEngine,
  version: ObjectVersion,
  range: ByteRange | undefined,
  algorithms: readonly DigestAlgorithm[],
  signal: AbortSignal,
): Promise<ReadonlyMap<DigestAlgorithm, Buffer>> {
  const digests = algorithms.map((algorithm) => [algorithm, createDigest(algorithm)] as const);
  if (version.sizeBytes > 0) {
    for await (const chunk of engine.read(version, range)) {
      signal.throwIfAborted();
      for (const [, digest] of digests) digest.update(chunk as Buffer);
    }
  }
  return new Map(digests.map(([algorithm, digest]) => [algorithm, digest.digest()]));
}
