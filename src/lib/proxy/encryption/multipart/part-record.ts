import { Buffer } from "node:buffer";
import { openMessage, sealMessage } from "../../../crypto/message.js";
import type { ChecksumAlgorithm } from "../../../wire/exchange.js";
import type { OpenUpload } from "./upload-cache.js";

/** One uploaded part. */
export interface PartRecord {
  readonly partNumber: number;
  readonly plaintextBytes: number;
  readonly salt: Buffer;
  /** As clients know it, without quotes. */
  readonly etag: string;
  /** As the store knows it, without quotes. */
  readonly storedEtag: string;
  /** Digests of the plaintext. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, Buffer>>>;
  /** Whether its ciphertext was put aside, to be sent again with the object's end behind it. */
  readonly isAside: boolean;
  /** Milliseconds since 1970, by the clock of the proxy that took it. */
  readonly uploadedAtMs: number;
}

type Fields = readonly [
  plaintextBytes: number,
  salt: string,
  etag: string,
  storedEtag: string,
  checksums: Readonly<Record<string, string>>,
  isAside: 0 | 1,
  uploadedAtMs: number,
];

/**
 * A part as the end of an object's name, so that one listing tells of all parts. Sealed with the object's key: it holds checksums
 * of the plaintext, and a salt that the store must not choose.
 */
export function sealPartRecord({ objectKey }: OpenUpload, part: PartRecord): string {
  const { partNumber, plaintextBytes, salt, etag, storedEtag, checksums, isAside, uploadedAtMs } = part;
  const encoded = Object.entries(checksums).map(([name, value]) => [name, value.toString("base64url")]);
  const fields: Fields = [
    plaintextBytes,
    salt.toString("base64url"),
    etag,
    storedEtag,
    Object.fromEntries(encoded) as Record<string, string>,
    isAside ? 1 : 0,
    uploadedAtMs,
  ];
  const sealed = sealMessage(objectKey, recordContext(partNumber), Buffer.from(JSON.stringify(fields)));
  return `${partNumber.toString().padStart(5, "0")}-${sealed.toString("base64url")}`;
}

/** @throws IntegrityError for a record that no proxy of this upload wrote */
export function openPartRecord({ objectKey }: OpenUpload, name: string): PartRecord {
  const partNumber = Number(name.slice(0, 5));
  const sealed = Buffer.from(name.slice(6), "base64url");
  const what = `The record of part ${partNumber.toString()}`;
  const text = openMessage(objectKey, recordContext(partNumber), sealed, what).toString("utf8");
  const [plaintextBytes, salt, etag, storedEtag, checksums, isAside, uploadedAtMs] = JSON.parse(
    text,
  ) as Fields;
  const decoded = Object.entries(checksums).map(([algorithm, value]) => [
    algorithm,
    Buffer.from(value, "base64url"),
  ]);
  return {
    partNumber,
    plaintextBytes,
    salt: Buffer.from(salt, "base64url"),
    etag,
    storedEtag,
    checksums: Object.fromEntries(decoded) as PartRecord["checksums"],
    isAside: isAside === 1,
    uploadedAtMs,
  };
}

/** Role `U`, which is in no stored object. */
function recordContext(partNumber: number): Buffer {
  return Buffer.from(`s3kit.enc.v1\0U${partNumber.toString()}`, "latin1");
}
