import { S3Error } from "../../wire/s3-error.js";
import type { ByteRange, ObjectVersion, StoredChecksum } from "../engine.js";
import { invalidArgument } from "./request-parts.js";

/** Where one part of an object lies in it. */
export interface PartSlice {
  /** Undefined when the part holds no byte. */
  readonly range: ByteRange | undefined;
  readonly sizeBytes: number;
  /** Of the object; undefined when it was not uploaded in parts. */
  readonly partCount: number | undefined;
  /** The part's own checksum, where the upload declared an algorithm. */
  readonly checksum: StoredChecksum | undefined;
}

/**
 * Find the part that `?partNumber=` names. An object that was uploaded whole has one part: itself. Parts are counted
 * from 1 in their order, whatever numbers they were uploaded under.
 *
 * @throws {@link S3Error} InvalidArgument unless it is a number from 1 to 10,000, InvalidPartNumber (416) if there are fewer.
 */
export function partSlice(version: ObjectVersion, partNumber: string): PartSlice {
  const position = parsePartNumber(partNumber);
  if (version.parts === undefined) return wholeObject(version, position);
  const part = version.parts[position - 1];
  if (part === undefined) throw noSuchPart(position, version.parts.length);
  const start = version.parts.slice(0, position - 1).reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  return {
    range: part.sizeBytes === 0 ? undefined : { start, end: start + part.sizeBytes - 1 },
    sizeBytes: part.sizeBytes,
    partCount: version.parts.length,
    checksum:
      version.checksum === undefined || part.checksum === undefined
        ? undefined
        : { algorithm: version.checksum.algorithm, type: version.checksum.type, value: part.checksum },
  };
}

/** A part number of the protocol: 1 to 10,000. */
export function parsePartNumber(value: string): number {
  const number = /^\d{1,5}$/.test(value) ? Number(value) : 0;
  if (number >= 1 && number <= 10_000) return number;
  throw invalidArgument("Part number must be an integer between 1 and 10000, inclusive", "partNumber", value);
}

function wholeObject({ sizeBytes, checksum }: ObjectVersion, position: number): PartSlice {
  if (position > 1) throw noSuchPart(position, 1);
  const range = sizeBytes === 0 ? undefined : { start: 0, end: sizeBytes - 1 };
  return { range, sizeBytes, partCount: undefined, checksum };
}

function noSuchPart(position: number, partCount: number): S3Error {
  return new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", {
    details: { PartNumberRequested: position.toString(), ActualPartCount: partCount.toString() },
  });
}
