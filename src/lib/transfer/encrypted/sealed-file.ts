import { createHash, randomBytes } from "node:crypto";
import { open, type FileHandle } from "node:fs/promises";
import { Readable, Transform, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { callbackify } from "node:util";
import type { ObjectName } from "../../crypto/contexts.js";
import { formatEncryptionMetadata, parseEncryptionMetadata } from "../../crypto/encryption-metadata.js";
import { loadLayout } from "../../crypto/load-layout.js";
import { createObjectOpener } from "../../crypto/opening-stream.js";
import { createObjectSealer } from "../../crypto/sealing-stream.js";
import { KEY_BYTES } from "../../crypto/sizes.js";
import { isBrokenPipe, OutputClosedError } from "../../errors/output-closed-error.js";
import { IntegrityError } from "../../errors/s3kit-error.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import { createDigest } from "../../wire/checksums/digest.js";
import { assertReplaceable } from "../assert-replaceable.js";
import { translateFileError } from "../file-errors.js";
import { createOffsetWriter } from "../offset-writer.js";
import { writeThenPublish } from "../temporary-file.js";
import { createSummaryVerifier } from "./summary-verifier.js";

const READ_BYTES = 128 * 1024;

/** A stream, or the path of a file. */
export type LocalInput = { readonly stream: Readable } | { readonly path: string };

/** A stream, or a file that appears when all of it is written. */
export type LocalOutput = { readonly stream: Writable } | { readonly path: string };

export interface LocalResult {
  readonly plaintextBytes: number;
  readonly storedBytes: number;
  /** The metadata `s3kit-enc`, without which the bytes cannot be opened. */
  readonly metadata: string;
}

/**
 * Seal a stream into the body that an object of that name would have. Memory: the buffers of streams.
 *
 * @throws what reading and writing throw; a file is not left behind then.
 */
export async function sealLocally(
  ring: KeyRing,
  name: ObjectName,
  { input, output }: { readonly input: LocalInput; readonly output: LocalOutput },
  signal: AbortSignal,
): Promise<LocalResult> {
  const objectKey = randomBytes(KEY_BYTES);
  const wrapped = await ring.wrap(objectKey, name);
  const [crc32, sha256] = [createDigest("CRC32"), createHash("sha256")];
  const digests = observe((piece) => {
    crc32.update(piece);
    sha256.update(piece);
  });
  const checksums = () => ({ crc32: crc32.digest(), sha256: sha256.digest() });
  const sealer = createObjectSealer({ objectKey, checksums });
  let storedBytes = 0;
  const counted = observe((piece) => {
    storedBytes += piece.length;
  });
  const content =
    "stream" in input ? input.stream : Readable.from(readFile(input.path), { objectMode: false });
  await writeTo(output, [content, digests, sealer, counted], signal);
  const metadata = formatEncryptionMetadata({ ...wrapped, salt: sealer.salt });
  return { plaintextBytes: sealer.plaintextBytes, storedBytes, metadata };
}

/**
 * Open a file that holds the body of an object of that name. A stream gets authentic bytes alone; a file appears when all
 * of them are.
 *
 * @throws IntegrityError when the ring cannot open it, or it was changed
 */
export async function openLocally(
  ring: KeyRing,
  name: ObjectName,
  body: { readonly path: string; readonly metadata: string; readonly output: LocalOutput },
  signal: AbortSignal,
): Promise<LocalResult> {
  const metadata = parseEncryptionMetadata(body.metadata);
  const objectKey = await ring.unwrap(metadata, name);
  const handle = await open(body.path, "r").catch((error: unknown) => {
    throw translateFileError(error, body.path);
  });
  try {
    const storedBytes = (await handle.stat()).size;
    const layout = await loadLayout(objectKey, { metadata, storedBytes }, (start, end) =>
      readRange(handle, start, end),
    );
    const verifier = createSummaryVerifier(layout);
    const check = observe(
      (piece) => verifier.update(piece),
      () => verifier.finish(body.path),
    );
    const content = Readable.from(contentOf(handle, storedBytes), { objectMode: false });
    await writeTo(body.output, [content, createObjectOpener(objectKey, layout), check], signal);
    return { plaintextBytes: layout.plaintextBytes, storedBytes, metadata: body.metadata };
  } finally {
    await handle.close();
  }
}

async function writeTo(
  output: LocalOutput,
  stages: readonly [Readable, ...Transform[]],
  signal: AbortSignal,
): Promise<void> {
  if ("stream" in output) {
    await pipeline([...stages, output.stream], { signal, end: false }).catch((error: unknown) => {
      throw isBrokenPipe(error) ? new OutputClosedError("The reader of the output closed it") : error;
    });
    return;
  }
  await assertReplaceable(output.path);
  try {
    await writeThenPublish(output.path, false, async (handle) => {
      await pipeline([...stages, fileSink(handle)], { signal });
    });
  } catch (error) {
    throw translateFileError(error, output.path);
  }
}

async function* readFile(path: string): AsyncGenerator<Buffer> {
  const handle = await open(path, "r").catch((error: unknown) => {
    throw translateFileError(error, path);
  });
  try {
    for (;;) {
      const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, null);
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw translateFileError(error, path);
  } finally {
    await handle.close();
  }
}

/** Writes from the file's beginning; the handle stays open. */
function fileSink(handle: FileHandle): Writable {
  const writer = createOffsetWriter(handle, 0);
  return new Writable({
    write: (piece: Buffer, _encoding, done) => callbackify(async () => writer.write(piece))(done),
    final: (done) => callbackify(async () => writer.flush())(done),
    destroy: (error, done) => callbackify(async () => writer.idle())(() => done(error)),
  });
}

async function* contentOf(handle: FileHandle, sizeBytes: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < sizeBytes; at += READ_BYTES) {
    yield await readRange(handle, at, Math.min(sizeBytes, at + READ_BYTES));
  }
}

async function readRange(handle: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new IntegrityError("The file became shorter while it was read");
    filled += bytesRead;
  }
  return bytes;
}

/** Passes everything on; what `atEnd` throws fails the stream. */
function observe(onPiece: (piece: Buffer) => void, atEnd: () => void = () => undefined): Transform {
  return new Transform({
    transform(piece: Buffer, _encoding, done) {
      onPiece(piece);
      done(null, piece);
    },
    flush(done) {
      try {
        atEnd();
      } catch (error) {
        done(error as Error);
        return;
      }
      done();
    },
  });
}
