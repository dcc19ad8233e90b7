import type { KeyObject } from "node:crypto";
import type { Caller, Headers } from "../exchange.js";

/** How a request's body is protected and framed, by its `x-amz-content-sha256`. */
export type PayloadMode =
  | { readonly kind: "unsigned" }
  /** `sha256`: lower-case hex. */
  | { readonly kind: "hashed"; readonly sha256: string }
  /** Framed as aws-chunked. */
  | { readonly kind: "chunked"; readonly signedChunks: boolean; readonly trailer: boolean }
  /** The file of a form: nothing declares its length. */
  | { readonly kind: "form" };

/** Both ends are allowed. */
export interface ContentLengthRange {
  readonly minBytes: number;
  readonly maxBytes: number;
}

/** What the signatures of chunks and trailers continue from. */
export interface ChunkSigning {
  readonly signingKey: KeyObject;
  readonly amzDate: string;
  /** `20130524/us-east-1/s3/aws4_request` */
  readonly scope: string;
  /** The request's own signature, lower-case hex. */
  readonly seedSignature: string;
}

/** A request whose signature was right, or that had none. */
export interface Authentication {
  readonly caller: Caller;
  /** The service that the signature is for: `s3`, `sts`. Undefined for anonymous requests and SigV2. */
  readonly service?: string | undefined;
  readonly region?: string | undefined;
  readonly payload: PayloadMode;
  /** Present for SigV4. */
  readonly chunkSigning?: ChunkSigning | undefined;
  /**
   * `x-amz-*` parameters of a presigned URL that are not about its signature, under lower-case names: S3 takes them for
   * headers. A header that was really sent comes first.
   */
  readonly hoistedHeaders: Headers;
  /** What a POST policy allows the content's length to be. */
  readonly contentLengthRange?: ContentLengthRange | undefined;
}

export interface AuthenticateOptions {
  readonly now: Date;
  /** Services whose signatures are taken. Default: `s3` alone. */
  readonly services?: readonly string[] | undefined;
  /** The region that signatures must name. Default: any. */
  readonly region?: string | undefined;
  /** The bucket when the `Host` header names it: SigV2 signs it. */
  readonly virtualHostBucket?: string | undefined;
  /**
   * Hex SHA-256 of the body, asked for when a service other than S3 is called without `x-amz-content-sha256`, as STS
   * clients do. Default: such requests are refused.
   */
  readonly bodySha256?: (() => Promise<string>) | undefined;
}
