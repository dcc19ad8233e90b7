import { CHECKSUM_ALGORITHMS } from "../checksums/checksum-header.js";
import type { ChecksumAlgorithm } from "../exchange.js";
import { S3Error } from "../s3-error.js";

/** The refusals of a body, in the words that Amazon S3 answers. Source: S3 API Reference, "Error responses". */

export function incompleteBody(cause?: unknown): S3Error {
  return new S3Error(
    "IncompleteBody",
    "You did not provide the number of bytes specified by the Content-Length HTTP header",
    cause === undefined ? {} : { cause },
  );
}

export function malformedChunk(reason: string): S3Error {
  return new S3Error("InvalidRequest", `The body is not well-formed aws-chunked: ${reason}.`);
}

export function malformedTrailer(): S3Error {
  return new S3Error(
    "MalformedTrailerError",
    "The request contained trailing data that was not well-formed or did not conform to our published schema.",
  );
}

export function chunkSignatureDoesNotMatch(): S3Error {
  return new S3Error(
    "SignatureDoesNotMatch",
    "The chunk or trailer signature we calculated does not match the one you provided. Check your key and signing method.",
  );
}

export function contentSha256Mismatch(declared: string, computed: string): S3Error {
  return new S3Error(
    "XAmzContentSHA256Mismatch",
    "The provided 'x-amz-content-sha256' header does not match what was computed.",
    { details: { ClientComputedContentSHA256: declared, S3ComputedContentSHA256: computed } },
  );
}

export function invalidContentMd5(): S3Error {
  return new S3Error("InvalidDigest", "The Content-MD5 you specified was invalid.");
}

export function contentMd5Mismatch(declared: Buffer, computed: Buffer): S3Error {
  return new S3Error("BadDigest", "The Content-MD5 you specified did not match what we received.", {
    details: { ExpectedDigest: declared.toString("base64"), CalculatedDigest: computed.toString("base64") },
  });
}

export function checksumMismatch(algorithm: ChecksumAlgorithm): S3Error {
  return new S3Error("BadDigest", `The ${algorithm} you specified did not match the calculated checksum.`);
}

export function invalidChecksumHeader(name: string): S3Error {
  return new S3Error("InvalidRequest", `Value for ${name} header is invalid.`);
}

export function severalChecksums(): S3Error {
  return new S3Error(
    "InvalidRequest",
    "Expecting a single x-amz-checksum- header. Multiple checksum Types are not allowed.",
  );
}

export function unsupportedChecksum(): S3Error {
  const valid = CHECKSUM_ALGORITHMS.join(", ");
  return new S3Error(
    "InvalidRequest",
    `Checksum algorithm provided is unsupported. Please try again with any of the valid types: [${valid}]`,
  );
}

export function entityTooSmall(sizeBytes: number, minBytes: number): S3Error {
  return new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    details: { ProposedSize: sizeBytes.toString(), MinSizeAllowed: minBytes.toString() },
  });
}

/** `sizeBytes`: what had come when it became too much. */
export function entityTooLarge(sizeBytes: number, maxBytes: number): S3Error {
  return new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed size", {
    details: { ProposedSize: sizeBytes.toString(), MaxSizeAllowed: maxBytes.toString() },
  });
}
