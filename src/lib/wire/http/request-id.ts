import { randomBytes } from "node:crypto";

/** A new `x-amz-request-id`: sixteen upper-case hexadecimal characters, unguessable and practically unique. */
export function createRequestId(): string {
  return randomBytes(8).toString("hex").toUpperCase();
}

/** An `x-amz-id-2`, which S3 uses to name the machine that answered; here it names the running server. */
export function createHostId(): string {
  return randomBytes(48).toString("base64");
}
