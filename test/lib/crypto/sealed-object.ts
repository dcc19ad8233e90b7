import { randomBytes } from "node:crypto";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { partContext } from "../../../src/lib/crypto/contexts.js";
import { sealMessage } from "../../../src/lib/crypto/message.js";
import { placeParts, type ObjectLayout } from "../../../src/lib/crypto/object-layout.js";
import type { createObjectOpener } from "../../../src/lib/crypto/opening-stream.js";
import { sealTrailer } from "../../../src/lib/crypto/trailer.js";

/** An object as a store would have it, and what was sealed into it. */
export interface SealedObject {
  readonly objectKey: Buffer;
  readonly plaintext: Buffer;
  readonly body: Buffer;
  readonly layout: ObjectLayout;
}

/** Seal parts of some sizes; a single part is the content of a PutObject. */
export function sealParts(sizes: readonly number[], objectKey: Buffer = randomBytes(32)): SealedObject {
  const plaintexts = sizes.map((size) => randomBytes(size));
  const parts = plaintexts.map((plaintext, position) => ({
    number: sizes.length === 1 ? 0 : position + 1,
    plaintextBytes: plaintext.length,
    salt: randomBytes(24),
  }));
  const messages = parts.map((part, position) =>
    sealMessage(objectKey, partContext(part.number), plaintexts[position] ?? Buffer.alloc(0), part.salt),
  );
  const body = Buffer.concat([...messages, ...sealTrailer(objectKey, parts).pieces()]);
  return { objectKey, plaintext: Buffer.concat(plaintexts), body, layout: placeParts(parts, {}) };
}

/** What comes out of a transform before it ends, and the error that it ends with. */
export async function outcomeOf(
  opener: ReturnType<typeof createObjectOpener>,
  pieces: Iterable<Buffer>,
): Promise<{ readonly output: Buffer; readonly error: unknown }> {
  const output: Buffer[] = [];
  opener.on("data", (piece: Buffer) => output.push(piece));
  try {
    await new Promise<void>((resolve, reject) => {
      opener.once("error", reject);
      opener.once("end", resolve);
      Readable.from(pieces).pipe(opener);
    });
    return { output: Buffer.concat(output), error: undefined };
  } catch (error) {
    return { output: Buffer.concat(output), error };
  }
}

/** All that comes out of a transform. */
export async function through(opener: ReturnType<typeof createObjectOpener>, bytes: Buffer): Promise<Buffer> {
  return buffer(Readable.from(pieces(bytes, 4099)).pipe(opener));
}

/** Bytes cut evenly. */
export function* pieces(bytes: Buffer, pieceBytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}
