import type { ObjectLayout } from "../../crypto/object-layout.js";
import type { PlaintextChecksums } from "../../crypto/summary.js";
import { IntegrityError } from "../../errors/s3kit-error.js";
import { createDigest } from "../../wire/checksums/digest.js";
import type { ChecksumAlgorithm } from "../../wire/exchange.js";

/** The summary's checksums in the words of the wire; the cheapest to compute first. */
const ALGORITHMS: readonly (readonly [keyof PlaintextChecksums, ChecksumAlgorithm])[] = [
  ["crc32", "CRC32"],
  ["crc32c", "CRC32C"],
  ["crc64nvme", "CRC64NVME"],
  ["sha256", "SHA256"],
];

/** Compares plaintext with every checksum that an object's summary has. */
export interface SummaryVerifier {
  update(plaintext: Buffer): void;
  /** @throws IntegrityError */
  finish(name: string): void;
}

/** A verifier for the whole plaintext of an object whose summary was opened. */
export function createSummaryVerifier({ checksums = {} }: ObjectLayout): SummaryVerifier {
  const digests = ALGORITHMS.flatMap(([field, algorithm]) => {
    const expected = checksums[field];
    return expected === undefined ? [] : [{ algorithm, expected, digest: createDigest(algorithm) }];
  });
  return {
    update: (plaintext) => {
      for (const { digest } of digests) digest.update(plaintext);
    },
    finish: (name) => {
      const wrong = digests.find(({ digest, expected }) => !digest.digest().equals(expected));
      if (wrong === undefined) return;
      throw new IntegrityError(`${name} does not have the ${wrong.algorithm} that its summary says`, {
        code: "Damaged",
      });
    },
  };
}
