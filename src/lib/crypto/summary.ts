import { encryptionError } from "./encryption-failure.js";
import { SALT_BYTES, SUMMARY_BYTES } from "./sizes.js";

/** Checksums of the whole plaintext, raw bytes, big-endian. Those that are absent were not computed. */
export interface PlaintextChecksums {
  readonly crc32?: Buffer | undefined;
  readonly crc32c?: Buffer | undefined;
  readonly crc64nvme?: Buffer | undefined;
  readonly sha256?: Buffer | undefined;
}

/** What the sealed end of a body says about all of it. */
export interface Summary {
  readonly firstPartNumber: number;
  readonly partCount: number;
  readonly plaintextBytes: number;
  /** Of all sealed parts together, which is where the index begins. */
  readonly dataBytes: number;
  readonly indexBytes: number;
  readonly firstSalt: Buffer;
  readonly checksums: PlaintextChecksums;
}

const VERSION = 1;
const MULTIPART_FLAG = 16;

/** Where each checksum is, and the flag that says that it is there. */
const CHECKSUM_FIELDS = [
  { name: "crc32", flag: 1, at: 24, bytes: 4 },
  { name: "crc32c", flag: 2, at: 28, bytes: 4 },
  { name: "crc64nvme", flag: 4, at: 32, bytes: 8 },
  { name: "sha256", flag: 8, at: 64, bytes: 32 },
] as const;

export function encodeSummary(summary: Summary): Buffer {
  const bytes = Buffer.alloc(SUMMARY_BYTES);
  let flags = summary.partCount > 1 ? MULTIPART_FLAG : 0;
  for (const { name, flag, at, bytes: length } of CHECKSUM_FIELDS) {
    const value = summary.checksums[name];
    if (value === undefined) continue;
    if (value.length !== length) throw new RangeError(`Wrong length of ${name}`);
    flags |= flag;
    value.copy(bytes, at);
  }
  bytes.writeUInt8(VERSION, 0);
  bytes.writeUInt8(flags, 1);
  bytes.writeUInt16BE(summary.firstPartNumber, 2);
  bytes.writeUInt16BE(summary.partCount, 4);
  bytes.writeUIntBE(summary.plaintextBytes, 6, 6);
  bytes.writeUIntBE(summary.dataBytes, 12, 6);
  bytes.writeUInt32BE(summary.indexBytes, 18);
  summary.firstSalt.copy(bytes, 40, 0, SALT_BYTES);
  return bytes;
}

/** Read an authentic summary. @throws IntegrityError when it is of another version or contradicts itself */
export function decodeSummary(bytes: Buffer): Summary {
  if (bytes.length !== SUMMARY_BYTES || bytes.readUInt8(0) !== VERSION) throw unknownVersion();
  const flags = bytes.readUInt8(1);
  const partCount = bytes.readUInt16BE(4);
  if (partCount < 1 || ((flags & MULTIPART_FLAG) !== 0) !== partCount > 1 || flags > 31)
    throw contradictory();
  return {
    firstPartNumber: bytes.readUInt16BE(2),
    partCount,
    plaintextBytes: bytes.readUIntBE(6, 6),
    dataBytes: bytes.readUIntBE(12, 6),
    indexBytes: bytes.readUInt32BE(18),
    firstSalt: bytes.subarray(40, 40 + SALT_BYTES),
    checksums: readChecksums(bytes, flags),
  };
}

function readChecksums(bytes: Buffer, flags: number): PlaintextChecksums {
  const present = CHECKSUM_FIELDS.filter(({ flag }) => (flags & flag) !== 0);
  return Object.fromEntries(
    present.map(({ name, at, bytes: length }) => [name, bytes.subarray(at, at + length)]),
  );
}

function unknownVersion() {
  return encryptionError("UnknownFormat", "The object's summary is of another version of the format", {
    hints: ["Use a newer s3kit"],
  });
}

function contradictory() {
  return encryptionError("Damaged", "The object's summary contradicts itself");
}
