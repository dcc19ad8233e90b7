import { CHECKSUM_ALGORITHMS } from "../../../wire/checksums/checksum-header.js";
import type { Headers } from "../../../wire/exchange.js";
import { S3Error } from "../../../wire/s3-error.js";
import type { CompletedPart } from "../../../wire/xml/documents/complete-multipart-upload.js";
import type { PartRecord } from "./part-record.js";

const MIN_PART_BYTES = 5 * 1024 * 1024;

/**
 * The parts that a client names, in their order, held to S3's rules for plaintext.
 *
 * @throws S3Error InvalidPartOrder, InvalidPart, EntityTooSmall, InvalidRequest
 */
export function chooseParts(
  requested: readonly CompletedPart[],
  known: ReadonlyMap<number, readonly PartRecord[]>,
  headers: Headers,
): readonly PartRecord[] {
  requireAscending(requested);
  const parts = requested.map((part) => matching(part, known.get(part.partNumber) ?? []));
  const small = parts.slice(0, -1).find(({ plaintextBytes }) => plaintextBytes < MIN_PART_BYTES);
  if (small !== undefined) throw tooSmall(small);
  requireObjectSize(headers, parts);
  return parts;
}

function requireAscending(parts: readonly CompletedPart[]): void {
  const isAscending = parts.every(
    ({ partNumber }, index) => partNumber > (parts[index - 1]?.partNumber ?? 0),
  );
  if (isAscending) return;
  throw new S3Error(
    "InvalidPartOrder",
    "The list of parts was not in ascending order. Parts must be ordered by part number.",
  );
}

/** The latest of those with the client's ETag: clocks of several proxies do not decide which one counts. */
function matching(requested: CompletedPart, candidates: readonly PartRecord[]): PartRecord {
  const part = candidates.findLast(({ etag }) => etag === requested.etag);
  const isDeclared = CHECKSUM_ALGORITHMS.every((algorithm) => {
    const [declared, computed] = [requested.checksums[algorithm], part?.checksums[algorithm]];
    return declared === undefined || computed === undefined || declared === computed.toString("base64");
  });
  if (part !== undefined && isDeclared) return part;
  throw new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, " +
      "or the specified entity tag may not match the part's entity tag.",
    { details: { PartNumber: requested.partNumber.toString(), ETag: requested.etag } },
  );
}

function tooSmall({ plaintextBytes, partNumber, etag }: PartRecord): S3Error {
  return new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    details: {
      ProposedSize: plaintextBytes.toString(),
      MinSizeAllowed: MIN_PART_BYTES.toString(),
      PartNumber: partNumber.toString(),
      ETag: etag,
    },
  });
}

function requireObjectSize(headers: Headers, parts: readonly PartRecord[]): void {
  const declared = headers["x-amz-mp-object-size"];
  const sizeBytes = parts.reduce((sum, { plaintextBytes }) => sum + plaintextBytes, 0);
  if (declared === undefined || declared === sizeBytes.toString()) return;
  throw new S3Error(
    "InvalidRequest",
    `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${sizeBytes.toString()}`,
  );
}
