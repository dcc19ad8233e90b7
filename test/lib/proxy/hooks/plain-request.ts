import { Readable } from "node:stream";
import type { S3Request } from "../../../../src/lib/wire/exchange.js";

/** A PutObject as a server would make it of a small upload. */
export function requestFor(key: string): S3Request {
  return {
    requestId: "0123456789ABCDEF",
    operation: "PutObject",
    method: "PUT",
    rawTarget: `/bucket/${key}`,
    bucket: "bucket",
    key,
    query: new Map(),
    headers: { "content-length": "7" },
    formFields: undefined,
    caller: { kind: "anonymous" },
    remoteAddress: "127.0.0.1",
    secure: false,
    signal: new AbortController().signal,
    openBody: () => ({
      stream: Readable.from([Buffer.from("content")], { objectMode: false }),
      sizeBytes: 7,
      declaredChecksum: undefined,
      digests: new Map(),
    }),
  };
}
