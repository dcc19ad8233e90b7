import { randomBytes } from "node:crypto";
import { ENCRYPTION_HEADER, formatEncryptionMetadata } from "../../crypto/encryption-metadata.js";
import type { SealedPart } from "../../crypto/part-index.js";
import { sealPartInPlace } from "../../crypto/seal-in-place.js";
import { KEY_BYTES, SALT_BYTES, sealedSize } from "../../crypto/sizes.js";
import { sealTrailer } from "../../crypto/trailer.js";
import { combineCrc } from "../../wire/checksums/combine-crc.js";
import { digestOf } from "../../wire/checksums/digest.js";
import type { ObjectPlace } from "../transfer-item.js";
import type { PartEncoder } from "../upload-stream.js";
import type { Encryption } from "./encrypted-object.js";

/** Seal one upload of a stream, with a key of its own. */
export async function createUploadSealer(target: ObjectPlace, encryption: Encryption): Promise<PartEncoder> {
  const objectKey = randomBytes(KEY_BYTES);
  const name = { namespace: encryption.namespace ?? target.bucket, key: target.key };
  const metadata = await encryption.ring.wrap(objectKey, name);
  const parts: (SealedPart & { readonly checksum: Buffer })[] = [];
  const note = (number: number, plaintext: Buffer): SealedPart => {
    const part = { number, plaintextBytes: plaintext.length, salt: randomBytes(SALT_BYTES) };
    parts.push({ ...part, checksum: digestOf("CRC32", plaintext) });
    return part;
  };
  const trailer = (): Buffer[] => {
    const pieces = parts.map(({ checksum, plaintextBytes }) => ({ checksum, sizeBytes: plaintextBytes }));
    return [...sealTrailer(objectKey, parts, { crc32: combineCrc("CRC32", pieces) }).pieces()];
  };
  return {
    roomFor: sealedSize,
    encodeWhole: (buffer, sizeBytes) => {
      const part = note(0, buffer.subarray(0, sizeBytes));
      const bytes = Buffer.concat([sealPartInPlace(objectKey, part, buffer), ...trailer()]);
      return {
        bytes,
        headers: { [ENCRYPTION_HEADER]: formatEncryptionMetadata({ ...metadata, salt: part.salt }) },
      };
    },
    partedHeaders: { [ENCRYPTION_HEADER]: formatEncryptionMetadata(metadata) },
    encodePart: (number, buffer, sizeBytes, isLast) => {
      const part = note(number, buffer.subarray(0, sizeBytes));
      const sealed = sealPartInPlace(objectKey, part, buffer);
      return isLast ? Buffer.concat([sealed, ...trailer()]) : sealed;
    },
  };
}
