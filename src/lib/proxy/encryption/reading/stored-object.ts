import { ENCRYPTION_HEADER, parseEncryptionMetadata } from "../../../crypto/encryption-metadata.js";
import { encryptionError } from "../../../crypto/encryption-failure.js";
import { plaintextSizeOf } from "../../../crypto/object-layout.js";
import type { S3Response } from "../../../wire/exchange.js";
import { boundName, type EncryptionContext, type ProtectedName } from "../encryption-context.js";

/** An encrypted object, as an answer of the store describes it. */
export interface StoredObject {
  readonly name: ProtectedName;
  /** As the store has it. */
  readonly etag: string;
  /** Undefined where the bucket never had versions. */
  readonly versionId: string | undefined;
  readonly lastModified: Date;
  readonly storedBytes: number;
  readonly plaintextBytes: number;
  readonly objectKey: Buffer;
  /** Of the content of a PutObject. */
  readonly salt: Buffer | undefined;
  /** The metadata as it is stored. */
  readonly metadata: string;
}

/**
 * The encrypted object that the answer to a GET or HEAD is about, its key opened; undefined when it is not encrypted and may be
 * read all the same.
 *
 * @throws IntegrityError when it may not, or cannot be opened
 */
export async function describeStored(
  { headers }: S3Response,
  name: ProtectedName,
  { ring }: EncryptionContext,
): Promise<StoredObject | undefined> {
  const metadata = headers[ENCRYPTION_HEADER];
  if (metadata === undefined) {
    if (name.protection.allowsPlaintext) return undefined;
    throw encryptionError("NotEncrypted", `${name.bucket}/${name.key} is not encrypted`);
  }
  const parsed = parseEncryptionMetadata(metadata);
  const storedBytes = storedSize(headers);
  return {
    name,
    etag: headers["etag"] ?? "",
    versionId: headers["x-amz-version-id"],
    lastModified: new Date(headers["last-modified"] ?? 0),
    storedBytes,
    plaintextBytes: plaintextSizeOf(storedBytes),
    objectKey: await ring.unwrap(parsed, boundName(name)),
    salt: parsed.salt,
    metadata,
  };
}

/** Size of the whole stored object. @throws IntegrityError when the store does not say */
function storedSize(headers: S3Response["headers"]): number {
  const total = /\/(\d{1,15})$/.exec(headers["content-range"] ?? "")?.[1] ?? headers["content-length"] ?? "";
  if (/^\d{1,15}$/.test(total)) return Number(total);
  throw encryptionError("Damaged", "The store does not tell the object's size");
}
