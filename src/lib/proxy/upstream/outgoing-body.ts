import { hash } from "node:crypto";
import type { Readable } from "node:stream";
import { CHECKSUM_HEADER } from "../../wire/checksums/checksum-header.js";
import type { RequestBody, S3Request } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { GatedBody } from "./gated-body.js";
import type { MemoryBudget } from "./memory-budget.js";
import { spoolBody } from "./spool-body.js";

/** The body of a request as it goes to the store. */
export interface OutgoingBody {
  readonly sizeBytes: number;
  /** All of it, checked; can be sent again. Undefined: it is streamed, once. */
  readonly bytes: Buffer | undefined;
  readonly stream: GatedBody | undefined;
  /** For the signature. */
  readonly payloadHash: string;
  /** Headers that follow from the content. */
  readonly headers: Readonly<Record<string, string>>;
  /** Give back what it holds; to be called in any case. */
  release(): Promise<void>;
}

/** Larger ones are sent once: the client, which has them, is told to try again. */
export const RETRIED_BYTES = 8 * 1024 * 1024;

/**
 * Open a request's body for sending on. Up to {@link RETRIED_BYTES}, while the budget lasts, it is read and checked before
 * anything is sent; larger ones stream with their last bytes held until they were checked; those of unknown length are
 * spooled.
 *
 * @throws S3Error as the body does; MissingContentLength when the client declares no length at all.
 */
export async function openOutgoing(request: S3Request, budget: MemoryBudget): Promise<OutgoingBody> {
  if (!mayHaveBody(request)) return NOTHING;
  const body = request.openBody();
  const { sizeBytes } = body;
  if (sizeBytes === undefined) return spooled(request, body);
  if (sizeBytes > RETRIED_BYTES || !budget.take(sizeBytes)) return streamed(body.stream, sizeBytes);
  try {
    const bytes = await collect(body.stream);
    return whole(request, body, bytes, () => budget.giveBack(sizeBytes));
  } catch (error) {
    budget.giveBack(sizeBytes);
    throw error;
  }
}

const EMPTY_SHA256 = hash("sha256", "", "hex");
const UNSIGNED = "UNSIGNED-PAYLOAD";
/** What a hash of costs less than the store's looking at it. */
const HASHED_BYTES = 64 * 1024;

const NOTHING: OutgoingBody = {
  sizeBytes: 0,
  bytes: undefined,
  stream: undefined,
  payloadHash: EMPTY_SHA256,
  headers: {},
  release: async () => Promise.resolve(),
};

/** Opening costs more than the rest of a small GET does. */
function mayHaveBody({ method, headers }: S3Request): boolean {
  if (method === "PUT" || method === "POST") return true;
  return headers["transfer-encoding"] !== undefined || Number(headers["content-length"] ?? 0) > 0;
}

function streamed(source: Readable, sizeBytes: number): OutgoingBody {
  const stream = new GatedBody(source);
  return {
    sizeBytes,
    bytes: undefined,
    stream,
    payloadHash: UNSIGNED,
    headers: {},
    release: async () => {
      stream.destroy();
      return Promise.resolve();
    },
  };
}

async function spooled(request: S3Request, body: RequestBody): Promise<OutgoingBody> {
  if (request.formFields === undefined && !declaresLength(request)) {
    body.stream.destroy();
    throw new S3Error("MissingContentLength", "You must provide the Content-Length HTTP header.");
  }
  const content = await spoolBody(body.stream, RETRIED_BYTES);
  if (content.bytes !== undefined) return whole(request, body, content.bytes, () => undefined);
  const outgoing = streamed(content.open(), content.sizeBytes);
  return { ...outgoing, headers: checksumHeaders(body) };
}

/** A stage that changes the content may not know its new length; the client must have declared its own all the same. */
function declaresLength({ headers }: S3Request): boolean {
  return headers["content-length"] !== undefined || headers["x-amz-decoded-content-length"] !== undefined;
}

function whole(request: S3Request, body: RequestBody, bytes: Buffer, giveBack: () => void): OutgoingBody {
  return {
    sizeBytes: bytes.length,
    bytes,
    stream: undefined,
    payloadHash: bytes.length > HASHED_BYTES ? UNSIGNED : hash("sha256", bytes, "hex"),
    headers: { ...digestOfDocument(request, bytes), ...checksumHeaders(body) },
    release: async () => {
      giveBack();
      return Promise.resolve();
    },
  };
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
