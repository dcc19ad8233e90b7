import type { Readable } from "node:stream";
import { effectiveRangeHeader, formatContentRange, parseRange } from "../../wire/conditions/range.js";
import { evaluateReadConditions } from "../../wire/conditions/read-conditions.js";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import type { ByteRange, ObjectVersion, StoreEngine, StoredChecksum } from "../engine.js";
import { findReadableVersion } from "./find-version.js";
import { checksumHeaders, objectHeaders } from "./object-headers.js";
import { partSlice } from "./part-slice.js";
import { bucketOf, headerText, keyOf, sendableHeader, versionIdOf } from "./request-parts.js";
import type { ResponseHeaders, StoreContext } from "./store-context.js";

const OVERRIDES = [
  ["response-content-type", "content-type"],
  ["response-content-language", "content-language"],
  ["response-expires", "expires"],
  ["response-cache-control", "cache-control"],
  ["response-content-disposition", "content-disposition"],
  ["response-content-encoding", "content-encoding"],
] as const;

/** GetObject: the whole object, a range of its bytes, or one part. */
export function getObject(request: S3Request, context: StoreContext): S3Response {
  const { version, headers, slice } = describe(request, context);
  const status = slice.status;
  if (slice.sizeBytes === 0) return { status, headers };
  return { status, headers, body: bodyOf(context.engine, version, slice) };
}

/** Objects of this much may be in the index; asking for larger ones would be in vain. */
const MAX_AT_ONCE_BYTES = 64 * 1024;

function bodyOf(engine: StoreEngine, version: ObjectVersion, { sizeBytes, range }: Slice): Buffer | Readable {
  const atOnce = sizeBytes <= MAX_AT_ONCE_BYTES ? engine.readAtOnce(version, range) : undefined;
  return atOnce ?? engine.read(version, range, { reuseBuffers: true });
}

/** HeadObject: the status and headers of GetObject, without the bytes. */
export function headObject(request: S3Request, context: StoreContext): S3Response {
  const { headers, slice } = describe(request, context);
  return { status: slice.status, headers };
}

/** Which bytes are sent, and what is said about them. */
interface Slice {
  readonly status: 200 | 206;
  /** Undefined: all bytes. */
  readonly range?: ByteRange;
  readonly sizeBytes: number;
  readonly checksum?: StoredChecksum | undefined;
  readonly headers?: ResponseHeaders;
}

function describe(request: S3Request, { engine }: StoreContext) {
  const bucket = engine.getBucket(bucketOf(request));
  const version = findReadableVersion(engine, bucket, keyOf(request), versionIdOf(request));
  evaluateReadConditions(request.headers, version);
  const slice = sliceOf(request, version);
  const headers = {
    ...objectHeaders(version, bucket),
    ...overridesOf(request),
    ...(request.headers["x-amz-checksum-mode"] === undefined ? {} : checksumHeaders(slice.checksum)),
    ...slice.headers,
    "content-length": slice.sizeBytes.toString(),
  };
  return { version, headers, slice };
}

function sliceOf(request: S3Request, version: ObjectVersion): Slice {
  const partNumber = request.query.get("partNumber");
  const rangeHeader = effectiveRangeHeader(request.headers, version);
  if (partNumber === undefined) return rangeSlice(rangeHeader, version);
  if (rangeHeader === undefined) return slicedPart(partNumber, version);
  throw new S3Error("InvalidRequest", "Cannot specify both Range header and partNumber query parameter");
}

/** No checksum goes with a range: the stored one is of the whole object, and clients would compare it with the part. */
function rangeSlice(rangeHeader: string | undefined, version: ObjectVersion): Slice {
  const { sizeBytes, checksum } = version;
  const range = parseRange(rangeHeader, sizeBytes);
  if (range === undefined) return { status: 200, sizeBytes, checksum };
  return {
    status: 206,
    range,
    sizeBytes: range.end - range.start + 1,
    headers: { "content-range": formatContentRange(range, sizeBytes) },
  };
}

function slicedPart(partNumber: string, version: ObjectVersion): Slice {
  const { range, sizeBytes, partCount, checksum } = partSlice(version, partNumber);
  const headers: ResponseHeaders = {};
  if (partCount !== undefined) headers["x-amz-mp-parts-count"] = partCount.toString();
  if (range !== undefined) headers["content-range"] = formatContentRange(range, version.sizeBytes);
  return { status: 206, sizeBytes, checksum, headers, ...(range === undefined ? {} : { range }) };
}

/** S3 lets only signed requests choose headers of the answer: a public link must not turn a picture into a web page. */
function overridesOf(request: S3Request): ResponseHeaders {
  const headers: ResponseHeaders = {};
  for (const [parameter, header] of OVERRIDES) {
    const value = request.query.get(parameter);
    if (value === undefined) continue;
    if (request.caller.kind === "anonymous") {
      throw new S3Error(
        "InvalidRequest",
        "Request specific response headers cannot be used for anonymous GET requests.",
      );
    }
    headers[header] = headerText(sendableHeader(parameter, value));
  }
  return headers;
}
