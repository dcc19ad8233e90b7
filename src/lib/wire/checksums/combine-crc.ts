/** The algorithms of which a whole object's checksum follows from its parts' checksums and lengths. */
export type CombinableAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME";

export interface ChecksummedPart {
  /** Raw value, big-endian. */
  readonly checksum: Uint8Array;
  readonly sizeBytes: number;
}

/**
 * The checksum of the concatenation of `parts`, without reading them: the `FULL_OBJECT` checksum of a multipart upload.
 * No parts give the checksum of nothing, which is zero.
 *
 * Costs one multiplication in GF(2)[x] a part, and some 40 more for each distinct part size.
 * Source: S3 User Guide, "Full object and composite checksum types"; Mark Adler's crc32_combine in zlib.
 */
export function combineCrc(algorithm: CombinableAlgorithm, parts: Iterable<ChecksummedPart>): Buffer {
  const field = FIELDS[algorithm];
  const shifts = new Map<number, bigint>();
  let combined = 0n;
  for (const { checksum, sizeBytes } of parts) {
    const shift = shifts.get(sizeBytes) ?? shiftOver(sizeBytes, field);
    shifts.set(sizeBytes, shift);
    combined = multiply(shift, combined, field) ^ toBigInt(checksum);
  }
  return toBuffer(combined, field.bits / 8);
}

/** GF(2)[x] modulo a CRC's polynomial; reflected, so the highest bit is the coefficient of x^0. */
interface Field {
  readonly bits: number;
  readonly polynomial: bigint;
}

const FIELDS: Readonly<Record<CombinableAlgorithm, Field>> = {
  CRC32: { bits: 32, polynomial: 0xedb88320n },
  CRC32C: { bits: 32, polynomial: 0x82f63b78n },
  CRC64NVME: { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n },
};

/** x^(8 · sizeBytes): what a checksum is multiplied by when `sizeBytes` more bytes follow. */
function shiftOver(sizeBytes: number, field: Field): bigint {
  let power = 1n << BigInt(field.bits - 9); // x^8
  let product = 1n << BigInt(field.bits - 1); // x^0
  for (let rest = BigInt(sizeBytes); rest > 0n; rest >>= 1n) {
    if ((rest & 1n) === 1n) product = multiply(power, product, field);
    power = multiply(power, power, field);
  }
  return product;
}

function multiply(left: bigint, right: bigint, { bits, polynomial }: Field): bigint {
  let product = 0n;
  let shifted = right;
  for (let bit = 1n << BigInt(bits - 1); bit > 0n; bit >>= 1n) {
    if ((left & bit) !== 0n) product ^= shifted;
    shifted = (shifted & 1n) === 1n ? (shifted >> 1n) ^ polynomial : shifted >> 1n;
  }
  return product;
}

function toBigInt(bytes: Uint8Array): bigint {
  return BigInt(`0x${Buffer.from(bytes).toString("hex")}`);
}

function toBuffer(value: bigint, sizeBytes: number): Buffer {
  return Buffer.from(value.toString(16).padStart(sizeBytes * 2, "0"), "hex");
}
