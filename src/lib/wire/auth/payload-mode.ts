import { S3Error } from "../s3-error.js";
import type { PayloadMode } from "./authentication.js";

/**
 * What an `x-amz-content-sha256` means for the body.
 *
 * @throws S3Error for a word or a hash that S3 does not know, and for signed chunks where nothing signs them.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple Chunks".
 */
export function payloadModeOf(contentSha256: string, signed: boolean): PayloadMode {
  switch (contentSha256) {
    case "UNSIGNED-PAYLOAD":
      return { kind: "unsigned" };
    case "STREAMING-UNSIGNED-PAYLOAD-TRAILER":
      return { kind: "chunked", signedChunks: false, trailer: true };
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD":
    case "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER":
      if (!signed) throw invalidContentSha256();
      return { kind: "chunked", signedChunks: true, trailer: contentSha256.endsWith("-TRAILER") };
    case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD":
    case "STREAMING-AWS4-ECDSA-P256-SHA256-PAYLOAD-TRAILER":
      throw new S3Error("NotImplemented", "Signature Version 4A is not supported; use AWS4-HMAC-SHA256.");
    default:
      if (!/^[0-9a-f]{64}$/i.test(contentSha256)) throw invalidContentSha256();
      return { kind: "hashed", sha256: contentSha256.toLowerCase() };
  }
}

function invalidContentSha256(): S3Error {
  return new S3Error(
    "InvalidArgument",
    "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER or a valid sha256 value.",
    { details: { ArgumentName: "x-amz-content-sha256" } },
  );
}
