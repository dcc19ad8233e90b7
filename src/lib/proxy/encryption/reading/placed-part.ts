import type { PlacedPart } from "../../../crypto/object-layout.js";
import { S3Error } from "../../../wire/s3-error.js";

/** What an answer says of a part. */
export function partHeaders(
  { plaintextStart, plaintextBytes, number }: PlacedPart,
  parts: readonly PlacedPart[],
  totalBytes: number,
): Record<string, string> {
  const end = plaintextStart + plaintextBytes - 1;
  return {
    "content-length": plaintextBytes.toString(),
    ...(plaintextBytes === 0
      ? {}
      : { "content-range": `bytes ${plaintextStart.toString()}-${end.toString()}/${totalBytes.toString()}` }),
    ...(number === 0 ? {} : { "x-amz-mp-parts-count": parts.length.toString() }),
  };
}

/** @throws S3Error InvalidArgument for what is no part number, InvalidPartNumber where there is no such part */
export function partAt(parts: readonly PlacedPart[], asked: string): PlacedPart {
  const position = /^\d{1,5}$/.test(asked) ? Number(asked) : 0;
  if (position < 1 || position > 10_000) {
    throw new S3Error("InvalidArgument", "Part number must be an integer between 1 and 10000, inclusive", {
      details: { ArgumentName: "partNumber", ArgumentValue: asked },
    });
  }
  const part = parts[position - 1];
  if (part !== undefined) return part;
  throw new S3Error("InvalidPartNumber", "The requested partnumber is not satisfiable", {
    details: { PartNumberRequested: asked, ActualPartCount: parts.length.toString() },
  });
}
