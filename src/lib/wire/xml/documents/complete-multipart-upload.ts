import { CHECKSUM_ALGORITHMS } from "../../checksums/checksum-header.js";
import type { ChecksumAlgorithm } from "../../exchange.js";
import { unquoteEtag } from "../../conditions/etag.js";
import { malformedXml, parseXml, type XmlElement } from "../parse-xml.js";
import { childrenOf, optionalText, requiredInteger, requiredText } from "../read-element.js";

export interface CompletedPart {
  /** 1 to 10,000. */
  readonly partNumber: number;
  /** Without quotes. */
  readonly etag: string;
  /** Base64, by algorithm; those that the client named. */
  readonly checksums: Readonly<Partial<Record<ChecksumAlgorithm, string>>>;
}

const MAX_PARTS = 10_000;

/**
 * Read the body of CompleteMultipartUpload, in the order sent: whether that order ascends is the operation's to judge.
 *
 * @throws S3Error MalformedXML, also for no parts or too many.
 */
export function readCompleteMultipartUpload(document: string): readonly CompletedPart[] {
  const root = parseXml(document, "CompleteMultipartUpload", "CompleteMultipartUploadRequest");
  const parts = childrenOf(root, "Part").map(readPart);
  if (parts.length === 0 || parts.length > MAX_PARTS) {
    throw malformedXml(`an upload has between 1 and ${MAX_PARTS} parts`);
  }
  return parts;
}

function readPart(element: XmlElement): CompletedPart {
  const partNumber = requiredInteger(element, "PartNumber");
  if (partNumber < 1 || partNumber > MAX_PARTS)
    throw malformedXml(`PartNumber must be between 1 and ${MAX_PARTS}`);
  const etag = unquoteEtag(requiredText(element, "ETag").trim());
  return { partNumber, etag, checksums: readChecksums(element) };
}

function readChecksums(element: XmlElement): CompletedPart["checksums"] {
  const checksums: Partial<Record<ChecksumAlgorithm, string>> = {};
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const value = optionalText(element, `Checksum${algorithm}`)?.trim();
    if (value !== undefined) checksums[algorithm] = value;
  }
  return checksums;
}
