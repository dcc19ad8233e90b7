import { createHash } from "node:crypto";
import type { S3Client } from "@aws-sdk/client-s3";
import { readItemBytes } from "./read-item-bytes.js";
import type { ObjectKey } from "./s3-documents.js";

/** The digest of all bytes of an object, in hex. */
export async function hashObject(
  client: S3Client,
  place: ObjectKey,
  algorithm: string,
  signal: AbortSignal,
): Promise<string> {
  const digest = createHash(algorithm);
  const take = (chunk: Buffer) => void digest.update(chunk);
  await readItemBytes(client, place, (chunk) => (take(chunk), undefined), signal);
  return digest.digest("hex");
}
