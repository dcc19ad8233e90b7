import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { storedContentEncoding } from "../../wire/body/content-encoding.js";
import { CHECKSUM_HEADER } from "../../wire/checksums/checksum-header.js";
import type { RequestBody, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { framedContent } from "./framed-content.js";
import { GatedBody } from "./gated-body.js";
import type { MemoryBudget } from "./memory-budget.js";
import { spoolBody } from "./spool-body.js";

/** The body of a request as it goes to the store. */
export interface OutgoingBody {
  /** All of it, checked; can be sent again. Undefined: it is streamed, once. */
  readonly bytes: Buffer | undefined;
  readonly streamed: StreamedContent | undefined;
  /** For the signature. */
  readonly payloadHash: string;
  /** Headers that follow from the content and how it is sent. */
  readonly headers: Readonly<Record<string, string>>;
  /** Let go of it; to be called in any case. */
  release(): void;
}

interface StreamedContent {
  /** How far it is, and what it failed with. */
  readonly gate: GatedBody;
  /** What goes over the connection. */
  readonly content: Readable;
}

export interface OutgoingLimits {
  /** Memory for bodies that can be sent again. */
  readonly budget: MemoryBudget;
  /** Whether the store takes checksums behind the content. */
  readonly takesTrailers: boolean;
}

/** Larger ones are sent once: the client, which has them, is told to try again. */
const RETRIED_BYTES = 8 * 1024 * 1024;

/**
 * Open a request's body for sending on. Up to {@link RETRIED_BYTES}, while memory for it lasts, it is read and checked
 * before anything is sent. Larger ones stream with their last bytes held until they were checked. Spooled are those of
 * unknown length, and parts whose checksum comes behind them for a store that takes it only in front.
 *
 * @throws S3Error as the body does; MissingContentLength when the client declares no length at all.
 */
export async function openOutgoing(request: S3Request, limits: OutgoingLimits): Promise<OutgoingBody> {
  if (!mayHaveBody(request)) return NOTHING;
  const body = request.openBody();
  const { sizeBytes } = body;
  if (sizeBytes === undefined) {
    requireLength(request, body);
    return spooled(request, body, limits.budget, RETRIED_BYTES);
  }
  if (sizeBytes <= RETRIED_BYTES && limits.budget.take(sizeBytes))
    return collected(request, body, () => limits.budget.giveBack(sizeBytes));
  if (!hasTrailingChecksum(request, body)) return streamed(body.stream, sizeBytes);
  if (limits.takesTrailers) return framed(request, body, sizeBytes);
  // A store that made no checksum of a part refuses to complete the upload with the client's.
  return request.operation === "UploadPart"
    ? spooled(request, body, limits.budget, 0)
    : streamed(body.stream, sizeBytes);
}

const EMPTY_SHA256 = hash("sha256", "", "hex");
const UNSIGNED = "UNSIGNED-PAYLOAD";
/** The hash of so much costs less than the store's look at it. */
const HASHED_BYTES = 64 * 1024;

const NOTHING: OutgoingBody = {
  bytes: undefined,
  streamed: undefined,
  payloadHash: EMPTY_SHA256,
  headers: {},
  release: () => undefined,
};

/** Opening costs more than the rest of a small GET does. */
function mayHaveBody({ method, headers }: S3Request): boolean {
  if (method === "PUT" || method === "POST") return true;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

/** A stage that changes the content may not know its new length; the client must have declared its own all the same. */
function requireLength({ headers, formFields }: S3Request, body: RequestBody): void {
  if (formFields !== undefined) return;
  if (headers["content-length"] !== undefined || headers["x-amz-decoded-content-length"] !== undefined)
    return;
  body.stream.destroy();
  throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
}

function hasTrailingChecksum({ headers }: S3Request, { declaredChecksum }: RequestBody): boolean {
  return declaredChecksum !== undefined && headers[CHECKSUM_HEADER[declaredChecksum]] === undefined;
}

async function collected(request: S3Request, body: RequestBody, giveBack: () => void): Promise<OutgoingBody> {
  try {
    return whole(request, body, await collect(body.stream), giveBack);
  } catch (error) {
    giveBack();
    throw error;
  }
}

function whole(request: S3Request, body: RequestBody, bytes: Buffer, giveBack: () => void): OutgoingBody {
  return {
    bytes,
    streamed: undefined,
    payloadHash: bytes.length > HASHED_BYTES ? UNSIGNED : hash("sha256", bytes, "hex"),
    headers: { ...digestOfDocument(request, bytes), ...checksumHeaders(body) },
    release: giveBack,
  };
}

function streamed(
  source: Readable,
  sizeBytes: number,
  headers: Readonly<Record<string, string>> = {},
): OutgoingBody {
  const gate = new GatedBody(source);
  return {
    bytes: undefined,
    streamed: { gate, content: gate },
    payloadHash: UNSIGNED,
    headers: { ...headers, "content-length": sizeBytes.toString() },
    release: () => gate.destroy(),
  };
}

function framed(request: S3Request, body: RequestBody, sizeBytes: number): OutgoingBody {
  const gate = new GatedBody(body.stream);
  const encoding = storedContentEncoding(request.headers["content-encoding"]);
  const name = body.declaredChecksum === undefined ? "" : CHECKSUM_HEADER[body.declaredChecksum];
  const content = framedContent(gate, () => [name, checksumHeaders(body)[name] ?? ""]);
  return {
    bytes: undefined,
    streamed: { gate, content },
    payloadHash: "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
    headers: {
      "content-encoding": encoding === undefined ? "aws-chunked" : `aws-chunked,${encoding}`,
      "x-amz-decoded-content-length": sizeBytes.toString(),
      "x-amz-trailer": name,
    },
    release: () => {
      content.destroy();
      gate.destroy();
    },
  };
}

/** In memory up to `memoryBytes` while the budget lasts, and on disk beyond. */
async function spooled(
  request: S3Request,
  body: RequestBody,
  budget: MemoryBudget,
  memoryBytes: number,
): Promise<OutgoingBody> {
  const takenBytes = budget.take(memoryBytes) ? memoryBytes : 0;
  const giveBack = (): void => budget.giveBack(takenBytes);
  try {
    const content = await spoolBody(body.stream, takenBytes);
    if (Buffer.isBuffer(content)) return whole(request, body, content, giveBack);
    giveBack();
    return streamed(content.stream, content.sizeBytes, checksumHeaders(body));
  } catch (error) {
    giveBack();
    throw error;
  }
}

/** A checksum that came behind the content goes in front of it now. */
function checksumHeaders({ declaredChecksum, digests }: RequestBody): Record<string, string> {
  if (declaredChecksum === undefined) return {};
  const value = digests.get(declaredChecksum)?.toString("base64");
  return value === undefined ? {} : { [CHECKSUM_HEADER[declaredChecksum]]: value };
}

const CONTENT: ReadonlySet<string> = new Set(["PutObject", "UploadPart", "PostObject"]);

/** Older stores want Content-MD5 with documents such as DeleteObjects', and newer clients send other checksums. */
function digestOfDocument({ operation, headers }: S3Request, bytes: Buffer): Record<string, string> {
  if (CONTENT.has(operation) || bytes.length === 0 || headers["content-md5"] !== undefined) return {};
  return { "content-md5": hash("md5", bytes, "base64") };
}

async function collect(stream: Readable): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const pieces: Buffer[] = [];
    stream.on("data", (piece: Buffer) => pieces.push(piece));
    stream.once("error", reject);
    stream.once("end", () => {
      const [first] = pieces;
      resolve(pieces.length === 1 && first !== undefined ? first : Buffer.concat(pieces));
    });
    stream.once("close", () => {
      reject(new Error("The body was given up before its end"));
    });
  });
}
