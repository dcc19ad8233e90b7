import type { PlaintextChecksums } from "../../../crypto/summary.js";
import { CHECKSUM_HEADER } from "../../../wire/checksums/checksum-header.js";
import type { ChecksumAlgorithm } from "../../../wire/exchange.js";

/** Where the summary of an object keeps each checksum; of SHA-1 it knows nothing. */
export const SUMMARY_FIELD = {
  CRC64NVME: "crc64nvme",
  CRC32C: "crc32c",
  CRC32: "crc32",
  SHA256: "sha256",
} as const satisfies Partial<Record<ChecksumAlgorithm, keyof PlaintextChecksums>>;

export interface ShownChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Base64. */
  readonly value: string;
}

/** The one checksum that is shown of an object's whole plaintext: S3 has one an object. Undefined when none is known. */
export function shownChecksum(checksums: PlaintextChecksums | undefined): ShownChecksum | undefined {
  for (const [algorithm, field] of Object.entries(SUMMARY_FIELD)) {
    const value = checksums?.[field];
    if (value !== undefined)
      return { algorithm: algorithm as ChecksumAlgorithm, value: value.toString("base64") };
  }
  return undefined;
}

/** The headers that tell it. */
export function checksumHeaders(checksums: PlaintextChecksums | undefined): Record<string, string> {
  const shown = shownChecksum(checksums);
  if (shown === undefined) return {};
  return { [CHECKSUM_HEADER[shown.algorithm]]: shown.value, "x-amz-checksum-type": "FULL_OBJECT" };
}
