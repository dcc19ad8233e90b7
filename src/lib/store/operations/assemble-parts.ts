import { CHECKSUM_HEADER } from "../../wire/checksums/checksum-header.js";
import { combineCrc, type CombinableAlgorithm } from "../../wire/checksums/combine-crc.js";
import { compositeChecksum, multipartEtag } from "../../wire/checksums/composite-checksum.js";
import type { Headers } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { CompletedPart } from "../../wire/xml/documents/complete-multipart-upload.js";
import type {
  CommitInput,
  ObjectPart,
  PartRecord,
  StoredChecksum,
  UploadChecksum,
  UploadRecord,
} from "../engine.js";

/** All but the last part must have this much. */
const MIN_PART_BYTES = 5 * 1024 * 1024;
/** S3's largest object: 10,000 parts of 5 GiB, cut at what its announcement of December 2025 allows. */
const MAX_OBJECT_BYTES = 50 * 1024 ** 4;

export type AssembledObject = Pick<CommitInput, "etag" | "sizeBytes" | "extents" | "parts" | "checksum">;

/**
 * Put the parts together that a request names, without touching a byte: extents are joined, the ETag is the MD5 of the
 * parts' MD5s, checksums are combined or composed.
 *
 * @throws {@link S3Error} InvalidPart, EntityTooSmall, InvalidRequest, BadDigest
 */
export function assembleParts(
  upload: UploadRecord,
  requested: readonly CompletedPart[],
  stored: ReadonlyMap<number, PartRecord>,
  headers: Headers,
): AssembledObject {
  const parts = requested.map((part) => matchingPart(part, stored.get(part.partNumber), upload));
  requirePartSizes(parts);
  const sizeBytes = parts.reduce((sum, part) => sum + part.sizeBytes, 0);
  requireObjectSize(headers, sizeBytes);
  const checksum = objectChecksum(upload.checksum, parts);
  requireDeclaredChecksum(headers, upload.checksum, checksum);
  return {
    etag: multipartEtag(parts.map(({ etag }) => Buffer.from(etag, "hex"))),
    sizeBytes,
    extents: parts.flatMap(({ extents }) => extents),
    parts: parts.map(objectPart),
    ...(checksum === undefined ? {} : { checksum }),
  };
}

function matchingPart(
  requested: CompletedPart,
  stored: PartRecord | undefined,
  upload: UploadRecord,
): PartRecord {
  if (stored === undefined || stored.etag !== requested.etag) throw invalidPart(requested, upload);
  const declared = upload.checksum === undefined ? undefined : requested.checksums[upload.checksum.algorithm];
  if (declared !== undefined && declared !== stored.checksum) throw invalidPart(requested, upload);
  return stored;
}

function invalidPart({ partNumber, etag }: CompletedPart, { uploadId }: UploadRecord): S3Error {
  return new S3Error(
    "InvalidPart",
    "One or more of the specified parts could not be found. The part may not have been uploaded, " +
      "or the specified entity tag may not match the part's entity tag.",
    { details: { UploadId: uploadId, PartNumber: partNumber.toString(), ETag: etag } },
  );
}

function requirePartSizes(parts: readonly PartRecord[]): void {
  const small = parts.slice(0, -1).find(({ sizeBytes }) => sizeBytes < MIN_PART_BYTES);
  if (small === undefined) return;
  throw new S3Error("EntityTooSmall", "Your proposed upload is smaller than the minimum allowed size", {
    details: {
      ProposedSize: small.sizeBytes.toString(),
      MinSizeAllowed: MIN_PART_BYTES.toString(),
      PartNumber: small.partNumber.toString(),
      ETag: small.etag,
    },
  });
}

function requireObjectSize(headers: Headers, sizeBytes: number): void {
  const declared = headers["x-amz-mp-object-size"];
  if (declared !== undefined && declared !== sizeBytes.toString()) {
    throw new S3Error(
      "InvalidRequest",
      `The provided 'x-amz-mp-object-size' header value ${declared} does not match what was computed: ${sizeBytes.toString()}`,
    );
  }
  if (sizeBytes > MAX_OBJECT_BYTES) {
    throw new S3Error("EntityTooLarge", "Your proposed upload exceeds the maximum allowed object size.");
  }
}

/** Undefined when the upload declared no algorithm, or when a part came without its checksum. */
function objectChecksum(
  declared: UploadChecksum | undefined,
  parts: readonly PartRecord[],
): StoredChecksum | undefined {
  if (declared === undefined) return undefined;
  const checksums = parts.map(({ checksum, sizeBytes }) => ({
    checksum: Buffer.from(checksum ?? "", "base64"),
    sizeBytes,
  }));
  const value =
    declared.type === "COMPOSITE"
      ? compositeChecksum(
          declared.algorithm,
          checksums.map(({ checksum }) => checksum),
        )
      : combineCrc(declared.algorithm as CombinableAlgorithm, checksums).toString("base64");
  return { ...declared, value };
}

/** The request may say what the object's checksum must come to; a composite one with or without its `-N`. */
function requireDeclaredChecksum(
  headers: Headers,
  upload: UploadChecksum | undefined,
  computed: StoredChecksum | undefined,
): void {
  const type = headers["x-amz-checksum-type"]?.toUpperCase();
  if (type !== undefined && upload !== undefined && type !== upload.type) {
    throw new S3Error(
      "InvalidRequest",
      `The upload was created using the ${upload.type} checksum mode. ` +
        "The complete request must use the same checksum mode.",
    );
  }
  if (computed === undefined) return;
  const declared = headers[CHECKSUM_HEADER[computed.algorithm]];
  const isRight = declared === computed.value || declared === computed.value.replace(/-\d+$/, "");
  if (declared === undefined || isRight) return;
  throw new S3Error(
    "BadDigest",
    `The ${computed.algorithm} you specified did not match the calculated checksum.`,
  );
}

function objectPart({ partNumber, sizeBytes, checksum }: PartRecord): ObjectPart {
  return { partNumber, sizeBytes, ...(checksum === undefined ? {} : { checksum }) };
}
