import type { Readable } from "node:stream";
import type { Operation } from "./operation.js";

/** Request headers with lower-case names. Values are as Node gives them: latin1, duplicates joined with ", ". */
export type Headers = Readonly<Record<string, string | undefined>>;

/** Query parameters in the order sent, percent-decoded once; a parameter without "=" has the value "". */
export type Query = ReadonlyMap<string, string>;

/** Who signed the request, and by which way. */
export type Caller =
  | { readonly kind: "anonymous" }
  | {
      readonly kind: "signed";
      readonly accessKeyId: string;
      readonly sessionToken?: string | undefined;
      readonly scheme: "header" | "presigned" | "post-form";
    };

export type ChecksumAlgorithm = "CRC32" | "CRC32C" | "CRC64NVME" | "SHA1" | "SHA256";
export type DigestAlgorithm = ChecksumAlgorithm | "MD5";

/**
 * The content of a request: framing removed, and checked. `stream` ends only when the declared length, the payload
 * hash, the chunk signatures, Content-MD5 and every declared checksum (header or trailer) were right; otherwise it
 * fails with an `S3Error`. The reader owns the stream: read it to its end or destroy it.
 */
export interface RequestBody {
  readonly stream: Readable;
  /** Length of the content without framing; undefined when the client did not declare it. */
  readonly sizeBytes: number | undefined;
  /** The checksum that the client declared by header or trailer, and so wants stored. Its value is final at the end. */
  readonly declaredChecksum: ChecksumAlgorithm | undefined;
  /** Digests of the content, raw bytes; complete once `stream` has ended. Holds those asked for and those declared. */
  readonly digests: ReadonlyMap<DigestAlgorithm, Buffer>;
}

/** One S3 request, routed and authenticated. Immutable: a stage that changes something passes a copy on. */
export interface S3Request {
  /** Sixteen upper-case characters, answered as `x-amz-request-id`. */
  readonly requestId: string;
  readonly operation: Operation;
  readonly method: string;
  /** The request target exactly as received: never normalised, since signatures cover it byte for byte. */
  readonly rawTarget: string;
  readonly bucket: string | undefined;
  /** Decoded key: UTF-8, dot segments and doubled slashes kept. Undefined for bucket and service operations. */
  readonly key: string | undefined;
  readonly query: Query;
  /** For a presigned request this includes the `x-amz-*` parameters that the presigner moved into the query. */
  readonly headers: Headers;
  /**
   * A form's fields by lower-case name: those before the file of a PostObject (`${filename}` already put in), or the
   * parameters of an STS call. The body of a PostObject is then the file. Undefined for every other operation.
   */
  readonly formFields: ReadonlyMap<string, string> | undefined;
  readonly caller: Caller;
  readonly remoteAddress: string;
  /** True when the connection to this server is TLS. */
  readonly secure: boolean;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  /** Open the body, once. `digests` names what to compute besides what the client declared. */
  openBody(digests?: readonly DigestAlgorithm[]): RequestBody;
}

export interface S3Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** A stream is ended by the server: it is piped to the client, and destroyed when the client goes away. */
  readonly body?: Buffer | string | Readable | undefined;
}

/** Answers a request, or throws an `S3Error`, which the server answers as XML. */
export type Handler = (request: S3Request) => Promise<S3Response>;

/** A link of a pipeline: takes what comes next and returns a handler around it. */
export type Stage = (next: Handler) => Handler;
