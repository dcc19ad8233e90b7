import { Buffer } from "node:buffer";
import { pipeline, Readable, Transform, type TransformCallback } from "node:stream";
import { uriEncode } from "../../wire/auth/uri-encoding.js";
import { createDigest, digestOf, type Digest } from "../../wire/checksums/digest.js";
import type { Caller, DigestAlgorithm, Headers, S3Request } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";

export interface SubRequest {
  readonly operation: Operation;
  readonly method: string;
  /** Undefined: the store itself. */
  readonly bucket?: string | undefined;
  readonly key?: string | undefined;
  /** Decoded, in order. */
  readonly query?: readonly (readonly [name: string, value: string])[];
  readonly headers?: Headers;
  readonly openBody?: S3Request["openBody"] | undefined;
  /** Ask in the proxy's own name, for what is the proxy's own. Default: in the client's. */
  readonly asProxy?: boolean;
}

/** A request to the store that a client's request needs; it ends with the client's. */
export function subRequest(asked: S3Request, sub: SubRequest): S3Request {
  const query = sub.query ?? [];
  return {
    ...asked,
    operation: sub.operation,
    method: sub.method,
    rawTarget: `/?${query.map(([name, value]) => `${uriEncode(name)}=${uriEncode(value)}`).join("&")}`,
    bucket: sub.bucket,
    key: sub.key,
    query: new Map(query),
    headers: { ...addressedTo(asked.headers), ...sub.headers },
    formFields: undefined,
    caller: sub.asProxy === true ? PROXY : asked.caller,
    openBody: sub.openBody ?? bytesBody(Buffer.alloc(0)),
  };
}

/** A request that no client asked for. */
export function ownRequest(sub: SubRequest, signal: AbortSignal): S3Request {
  return subRequest({ ...NOBODY, signal, openBody: bytesBody(Buffer.alloc(0)) }, { ...sub, asProxy: true });
}

const NOBODY: Omit<S3Request, "signal" | "openBody"> = {
  requestId: "0000000000000000",
  operation: "Unknown",
  method: "GET",
  rawTarget: "/",
  bucket: undefined,
  key: undefined,
  query: new Map(),
  headers: {},
  formFields: undefined,
  caller: { kind: "anonymous" },
  remoteAddress: "",
  secure: false,
};

const PROXY: Caller = { kind: "signed", accessKeyId: "s3kit-proxy", scheme: "header" };

/** Headers that hold for all that a client asks. */
function addressedTo({
  host,
  "x-amz-expected-bucket-owner": owner,
  "x-amz-request-payer": payer,
}: Headers): Headers {
  return {
    host,
    ...(owner === undefined ? {} : { "x-amz-expected-bucket-owner": owner }),
    ...(payer === undefined ? {} : { "x-amz-request-payer": payer }),
  };
}

/** A body that is at hand. */
export function bytesBody(bytes: Buffer): S3Request["openBody"] {
  return (digests = []) => ({
    stream: Readable.from(bytes.length === 0 ? [] : [bytes], { objectMode: false }),
    sizeBytes: bytes.length,
    declaredChecksum: undefined,
    digests: new Map(digests.map((algorithm) => [algorithm, digestOf(algorithm, bytes)])),
  });
}

/** A body that streams, of known length or not. `source` is opened when the body is. */
export function streamBody(source: () => Readable, sizeBytes: number | undefined): S3Request["openBody"] {
  return (algorithms = []) => {
    const digests = new Map<DigestAlgorithm, Buffer>();
    const stream = source();
    const digesting = algorithms.length === 0 ? stream : through(stream, new Digesting(algorithms, digests));
    return { stream: digesting, sizeBytes, declaredChecksum: undefined, digests };
  };
}

/** Send a stream through a transform: whichever fails or is destroyed takes the other along, with the reason. */
export function through<Step extends Transform>(source: Readable, step: Step): Step {
  // Whoever reads `step` sees what it ends with.
  pipeline(source, step, () => undefined);
  return step;
}

class Digesting extends Transform {
  readonly #running: readonly (readonly [DigestAlgorithm, Digest])[];
  readonly #digests: Map<DigestAlgorithm, Buffer>;

  constructor(algorithms: readonly DigestAlgorithm[], digests: Map<DigestAlgorithm, Buffer>) {
    super();
    this.#running = algorithms.map((algorithm) => [algorithm, createDigest(algorithm)]);
    this.#digests = digests;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    for (const [, digest] of this.#running) digest.update(piece);
    done(null, piece);
  }

  override _flush(done: TransformCallback): void {
    for (const [algorithm, digest] of this.#running) this.#digests.set(algorithm, digest.digest());
    done();
  }
}
