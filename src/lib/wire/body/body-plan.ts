import type {
  Authentication,
  ChunkSigning,
  ContentLengthRange,
  PayloadMode,
} from "../auth/authentication.js";
import {
  CHECKSUM_ALGORITHMS,
  CHECKSUM_BYTES,
  CHECKSUM_HEADER,
  checksumNamed,
  checksumOfHeader,
  decodeBase64Exactly,
} from "../checksums/checksum-header.js";
import type { ChecksumAlgorithm, Headers } from "../exchange.js";
import { S3Error } from "../s3-error.js";
import {
  invalidChecksumHeader,
  invalidContentMd5,
  severalChecksums,
  unsupportedChecksum,
} from "./body-errors.js";
import { hasAwsChunked } from "./content-encoding.js";

/** All that a request's headers promise of its body. */
export interface BodyPlan {
  /** Length of the content without framing; undefined when nothing declares it. */
  readonly sizeBytes: number | undefined;
  /** What the length may be when a policy says so. */
  readonly sizeRange: ContentLengthRange | undefined;
  /** Present when the body is framed as aws-chunked. */
  readonly framing: Framing | undefined;
  /** Lower-case hex. */
  readonly sha256: string | undefined;
  readonly contentMd5: Buffer | undefined;
  readonly checksum: DeclaredChecksum | undefined;
}

interface Framing {
  /** Present when chunks, and trailers if any, are signed. */
  readonly signing: ChunkSigning | undefined;
  /** Whether trailers may follow the last chunk. */
  readonly trailer: boolean;
}

interface DeclaredChecksum {
  readonly algorithm: ChecksumAlgorithm;
  /** Undefined: it will come as a trailer. */
  readonly value: Buffer | undefined;
}

/**
 * Read what a request's headers promise of its body.
 *
 * @throws S3Error where they contradict each other or cannot be read.
 *
 * Source: S3 API Reference, "PutObject"; S3 User Guide, "Checking object integrity for data uploads".
 */
export function planBody(authentication: Authentication, headers: Headers): BodyPlan {
  const framing = framingOf(authentication, headers);
  const { payload } = authentication;
  return {
    framing,
    sizeBytes: framing === undefined ? contentLength(payload, headers) : decodedLength(headers),
    sizeRange: authentication.contentLengthRange,
    sha256: payload.kind === "hashed" ? payload.sha256 : undefined,
    contentMd5: contentMd5(headers),
    checksum: declaredChecksum(headers, framing),
  };
}

function framingOf({ payload, chunkSigning }: Authentication, headers: Headers): Framing | undefined {
  if (payload.kind === "chunked") {
    return { signing: payload.signedChunks ? chunkSigning : undefined, trailer: payload.trailer };
  }
  if (payload.kind === "form" || !hasAwsChunked(headers["content-encoding"])) return undefined;
  // Some clients name the encoding without framing the body; S3 then only drops the name.
  if (headers["x-amz-decoded-content-length"] === undefined) return undefined;
  // Anonymous clients send no x-amz-content-sha256, yet frame their bodies.
  if (payload.kind === "unsigned") return { signing: undefined, trailer: true };
  throw new S3Error(
    "InvalidRequest",
    "A body with Content-Encoding aws-chunked needs a STREAMING- value of x-amz-content-sha256.",
  );
}

function contentLength(payload: PayloadMode, headers: Headers): number | undefined {
  // The request's own length is that of the form.
  if (payload.kind === "form") return undefined;
  const sent = headers["content-length"];
  if (sent !== undefined) return parseLength(sent, "Content-Length");
  return headers["transfer-encoding"] === undefined ? 0 : undefined;
}

function decodedLength(headers: Headers): number {
  const sent = headers["x-amz-decoded-content-length"];
  if (sent === undefined) {
    throw new S3Error(
      "MissingContentLength",
      "You must provide the x-amz-decoded-content-length HTTP header.",
    );
  }
  return parseLength(sent, "x-amz-decoded-content-length");
}

function parseLength(text: string, name: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new S3Error("InvalidArgument", `The ${name} header is not a number of bytes.`, {
    details: { ArgumentName: name, ArgumentValue: text },
  });
}

function contentMd5(headers: Headers): Buffer | undefined {
  const sent = headers["content-md5"];
  if (sent === undefined) return undefined;
  const value = decodeBase64Exactly(sent, 16);
  if (value === undefined) throw invalidContentMd5();
  return value;
}

function declaredChecksum(headers: Headers, framing: Framing | undefined): DeclaredChecksum | undefined {
  requireKnownChecksums(headers);
  const declared = [...inHeaders(headers), ...inTrailers(headers, framing)];
  if (declared.length > 1) throw severalChecksums();
  const [checksum] = declared;
  requireNamedAlgorithm(headers["x-amz-sdk-checksum-algorithm"], checksum?.algorithm);
  return checksum;
}

/** Headers that begin like a checksum's and are none. */
const ABOUT_CHECKSUMS: ReadonlySet<string> = new Set([
  "x-amz-checksum-algorithm",
  "x-amz-checksum-mode",
  "x-amz-checksum-type",
]);

/** A checksum that cannot be computed here must not pass for one that was compared. */
function requireKnownChecksums(headers: Headers): void {
  for (const name of Object.keys(headers)) {
    if (!name.startsWith("x-amz-checksum-") || ABOUT_CHECKSUMS.has(name)) continue;
    if (headers[name] !== undefined && checksumOfHeader(name) === undefined) throw unsupportedChecksum();
  }
}

function inHeaders(headers: Headers): DeclaredChecksum[] {
  const declared: DeclaredChecksum[] = [];
  for (const algorithm of CHECKSUM_ALGORITHMS) {
    const name = CHECKSUM_HEADER[algorithm];
    const sent = headers[name];
    if (sent === undefined) continue;
    const value = decodeBase64Exactly(sent, CHECKSUM_BYTES[algorithm]);
    if (value === undefined) throw invalidChecksumHeader(name);
    declared.push({ algorithm, value });
  }
  return declared;
}

function inTrailers(headers: Headers, framing: Framing | undefined): DeclaredChecksum[] {
  const sent = headers["x-amz-trailer"];
  if (sent === undefined) return [];
  if (framing?.trailer !== true) {
    throw new S3Error("InvalidRequest", "x-amz-trailer needs an x-amz-content-sha256 that ends in -TRAILER.");
  }
  return sent.split(",").map((name) => {
    const trailer = name.trim().toLowerCase();
    const algorithm = checksumOfHeader(trailer);
    if (algorithm !== undefined) return { algorithm, value: undefined };
    if (trailer.startsWith("x-amz-checksum-")) throw unsupportedChecksum();
    throw new S3Error("InvalidRequest", "The value specified in the x-amz-trailer header is not supported");
  });
}

function requireNamedAlgorithm(named: string | undefined, declared: ChecksumAlgorithm | undefined): void {
  if (named === undefined) return;
  if (declared === undefined) {
    throw new S3Error(
      "InvalidRequest",
      "x-amz-sdk-checksum-algorithm specified, but no corresponding x-amz-checksum-* or x-amz-trailer headers were found.",
    );
  }
  if (checksumNamed(named) !== declared) throw invalidChecksumHeader("x-amz-sdk-checksum-algorithm");
}
