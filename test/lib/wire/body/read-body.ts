import { Readable } from "node:stream";
import type { Authentication, PayloadMode } from "../../../../src/lib/wire/auth/authentication.js";
import { openRequestBody } from "../../../../src/lib/wire/body/open-request-body.js";
import type { DigestAlgorithm, Headers } from "../../../../src/lib/wire/exchange.js";

/** What a signed request with this payload mode would be authenticated as. */
export function authenticated(payload: PayloadMode, more: Partial<Authentication> = {}): Authentication {
  return {
    caller: { kind: "signed", accessKeyId: "AKIAIOSFODNN7EXAMPLE", scheme: "header" },
    payload,
    hoistedHeaders: {},
    ...more,
  };
}

export const UNSIGNED = authenticated({ kind: "unsigned" });
export const FRAMED = authenticated({ kind: "chunked", signedChunks: false, trailer: true });

/** Read a body that comes in the given pieces, to its end. */
export async function readBody(
  pieces: readonly (Uint8Array | string)[],
  authentication: Authentication,
  headers: Headers,
  digests?: readonly DigestAlgorithm[],
) {
  const source = Readable.from(
    pieces.map((piece) => Buffer.from(piece)),
    { objectMode: false },
  );
  const body = openRequestBody(source, authentication, headers, digests);
  const content: Buffer[] = [];
  for await (const chunk of body.stream) content.push(chunk as Buffer);
  return { ...body, content: Buffer.concat(content) };
}
