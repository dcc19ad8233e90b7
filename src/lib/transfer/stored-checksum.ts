import { createDigest, type Digest } from "../wire/checksums/digest.js";
import { CHECKSUM_HEADER } from "../wire/checksums/checksum-header.js";
import type { ChecksumAlgorithm, DigestAlgorithm } from "../wire/exchange.js";
import { IntegrityError } from "../errors/s3kit-error.js";
import { isMd5Etag } from "./upload-verification.js";

/** What the store says the bytes of a whole object digest to. */
export interface StoredDigest {
  readonly algorithm: DigestAlgorithm;
  /** Raw value. */
  readonly value: Buffer;
}

/** From the cheapest to compute to the dearest. */
const PREFERENCE: readonly ChecksumAlgorithm[] = ["CRC32", "CRC32C", "CRC64NVME", "SHA256", "SHA1"];

/**
 * What a whole object can be verified by, from the headers of a GET or HEAD with checksum mode: its stored checksum, or
 * its ETag where that is an MD5. Undefined: nothing, such as for multipart uploads with per-part checksums.
 */
export function storedDigest(headers: Readonly<Record<string, string>>): StoredDigest | undefined {
  if (headers["x-amz-checksum-type"] !== "COMPOSITE") {
    for (const algorithm of PREFERENCE) {
      const value = headers[CHECKSUM_HEADER[algorithm]];
      if (value !== undefined && !value.includes("-"))
        return { algorithm, value: Buffer.from(value, "base64") };
    }
  }
  const etag = headers["etag"]?.replaceAll('"', "") ?? "";
  return isMd5Etag(etag, headers) ? { algorithm: "MD5", value: Buffer.from(etag, "hex") } : undefined;
}

/** @throws IntegrityError when the digest is another than the store's. */
export function assertDigest(stored: StoredDigest, actual: Buffer, name: string): void {
  if (stored.value.equals(actual)) return;
  throw new IntegrityError(`${name} arrived damaged: its ${stored.algorithm} is not the stored one`, {
    hints: ["Run the command again; if it happens again, the object is damaged in the store"],
  });
}

/** Digest as bytes come, and compare at the end; does nothing where the store has no digest. */
export function createVerifier(stored: StoredDigest | undefined): {
  update(bytes: Uint8Array): void;
  finish(name: string): void;
} {
  if (stored === undefined) return { update: () => undefined, finish: () => undefined };
  const digest: Digest = createDigest(stored.algorithm);
  return {
    update: (bytes) => digest.update(bytes),
    finish: (name) => assertDigest(stored, digest.digest(), name),
  };
}
