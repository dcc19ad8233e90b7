import { createHash } from "node:crypto";
import type { ChunkSigning } from "../../../../src/lib/wire/auth/authentication.js";
import { signText } from "../../../../src/lib/wire/auth/sign-text.js";

const EMPTY_SHA256 = createHash("sha256").digest("hex");

/** aws-chunked frames around pieces of content, without signatures. */
export function frame(
  pieces: readonly Uint8Array[],
  trailers: Readonly<Record<string, string>> = {},
): Buffer {
  const chunks = pieces
    .filter((piece) => piece.length > 0)
    .flatMap((piece) => [Buffer.from(`${piece.length.toString(16)}\r\n`), piece, Buffer.from("\r\n")]);
  const end = Object.entries(trailers).map(([name, value]) => `${name}:${value}\r\n`);
  return Buffer.concat([...chunks, Buffer.from(`0\r\n${end.join("")}\r\n`)]);
}

/** aws-chunked frames as a client signs them, written from the API reference apart from the code under test. */
export function frameSigned(
  pieces: readonly Uint8Array[],
  { signingKey, amzDate, scope, seedSignature }: ChunkSigning,
  trailers: Readonly<Record<string, string>> = {},
): Buffer {
  let previous = seedSignature;
  const sign = (algorithm: string, hashes: string) => {
    previous = signText(signingKey, `${algorithm}\n${amzDate}\n${scope}\n${previous}\n${hashes}`);
    return previous;
  };
  const framed = [...pieces.filter((piece) => piece.length > 0), Buffer.alloc(0)].flatMap((piece) => {
    const hash = createHash("sha256").update(piece).digest("hex");
    const signature = sign("AWS4-HMAC-SHA256-PAYLOAD", `${EMPTY_SHA256}\n${hash}`);
    const header = Buffer.from(`${piece.length.toString(16)};chunk-signature=${signature}\r\n`);
    return piece.length === 0 ? [header] : [header, piece, Buffer.from("\r\n")];
  });
  const lines = Object.entries(trailers).map(([name, value]) => `${name}:${value}\n`);
  if (lines.length === 0) return Buffer.concat([...framed, Buffer.from("\r\n")]);
  const signature = sign(
    "AWS4-HMAC-SHA256-TRAILER",
    createHash("sha256").update(lines.join("")).digest("hex"),
  );
  const end = `${lines.join("").replaceAll("\n", "\r\n")}x-amz-trailer-signature:${signature}\r\n\r\n`;
  return Buffer.concat([...framed, Buffer.from(end)]);
}
