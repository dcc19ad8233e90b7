import type { PlaintextChecksums } from "../../../crypto/summary.js";
import { CHECKSUM_BYTES, CHECKSUM_HEADER } from "../../../wire/checksums/checksum-header.js";
import { combineCrc, type CombinableAlgorithm } from "../../../wire/checksums/combine-crc.js";
import { compositeChecksum } from "../../../wire/checksums/composite-checksum.js";
import type { ChecksumAlgorithm, Headers } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import { SUMMARY_FIELD } from "../reading/checksum-headers.js";
import type { PartRecord } from "./part-record.js";
import type { UploadChecksum } from "./upload-cache.js";

const COMBINABLE: readonly CombinableAlgorithm[] = ["CRC64NVME", "CRC32C", "CRC32"];

/** Checksums of the whole plaintext that follow from those of its parts, without reading them. */
export function combinedChecksums(parts: readonly PartRecord[]): PlaintextChecksums {
  const known = COMBINABLE.map(
    (algorithm) => [SUMMARY_FIELD[algorithm], combined(algorithm, parts)] as const,
  );
  return Object.fromEntries(known.filter(([, value]) => value !== undefined));
}

/** The checksum of the kind that the upload was begun with, base64; undefined when it was begun without. */
export function objectChecksum(
  wanted: UploadChecksum | undefined,
  parts: readonly PartRecord[],
): string | undefined {
  if (wanted === undefined) return undefined;
  const { algorithm, type } = wanted;
  const values = parts.map(
    ({ checksums }) => checksums[algorithm] ?? Buffer.alloc(CHECKSUM_BYTES[algorithm]),
  );
  if (type === "COMPOSITE") return compositeChecksum(algorithm, values);
  return combined(algorithm as CombinableAlgorithm, parts)?.toString("base64");
}

/** @throws S3Error BadDigest, InvalidRequest when the client expects another checksum of the object than it has */
export function requireDeclaredChecksum(
  headers: Headers,
  wanted: UploadChecksum | undefined,
  computed: string | undefined,
): void {
  const type = headers["x-amz-checksum-type"]?.toUpperCase();
  if (type !== undefined && wanted !== undefined && type !== wanted.type) {
    const message =
      `The upload was created using the ${wanted.type} checksum mode. ` +
      "The complete request must use the same checksum mode.";
    throw new S3Error("InvalidRequest", message);
  }
  if (wanted === undefined || computed === undefined) return;
  const declared = headers[CHECKSUM_HEADER[wanted.algorithm]];
  if (declared === undefined || declared === computed || declared === computed.replace(/-\d+$/, "")) return;
  throw new S3Error(
    "BadDigest",
    `The ${wanted.algorithm} you specified did not match the calculated checksum.`,
  );
}

function combined(algorithm: CombinableAlgorithm, parts: readonly PartRecord[]): Buffer | undefined {
  const known = parts.map(({ checksums, plaintextBytes }) => ({
    checksum: checksums[algorithm satisfies ChecksumAlgorithm] ?? Buffer.alloc(0),
    sizeBytes: plaintextBytes,
  }));
  return known.some(({ checksum }) => checksum.length === 0) ? undefined : combineCrc(algorithm, known);
}
