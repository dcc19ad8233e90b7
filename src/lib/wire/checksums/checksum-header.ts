import type { ChecksumAlgorithm } from "../exchange.js";

/** Header, and trailer, that carries each checksum: base64 of the big-endian value. Source: S3 API Reference, "PutObject". */
export const CHECKSUM_HEADER = {
  CRC32: "x-amz-checksum-crc32",
  CRC32C: "x-amz-checksum-crc32c",
  CRC64NVME: "x-amz-checksum-crc64nvme",
  SHA1: "x-amz-checksum-sha1",
  SHA256: "x-amz-checksum-sha256",
} as const satisfies Record<ChecksumAlgorithm, string>;

/** Length of each checksum's raw value. */
export const CHECKSUM_BYTES = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  SHA1: 20,
  SHA256: 32,
} as const satisfies Record<ChecksumAlgorithm, number>;

/** Every algorithm that has a header. */
export const CHECKSUM_ALGORITHMS = Object.keys(CHECKSUM_HEADER) as readonly ChecksumAlgorithm[];

/** The algorithm of a header named in lower case; undefined when it carries no checksum (`x-amz-checksum-mode`). */
export function checksumOfHeader(name: string): ChecksumAlgorithm | undefined {
  return CHECKSUM_ALGORITHMS.find((algorithm) => CHECKSUM_HEADER[algorithm] === name);
}

/** The algorithm that a request names, in whatever case (`x-amz-sdk-checksum-algorithm: crc32`); undefined when unknown. */
export function checksumNamed(name: string): ChecksumAlgorithm | undefined {
  const upper = name.toUpperCase();
  return CHECKSUM_ALGORITHMS.find((algorithm) => algorithm === upper);
}

/** The raw bytes of canonical base64 of exactly `sizeBytes`; undefined for anything else, also for a sloppy spelling. */
export function decodeBase64Exactly(text: string, sizeBytes: number): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.length === sizeBytes && bytes.toString("base64") === text ? bytes : undefined;
}
