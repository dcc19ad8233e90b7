import type { FileHandle } from "node:fs/promises";
import type { Readable } from "node:stream";
import { openNamelessFile } from "../nameless-file.js";

/** Content in a temporary file, which goes when the stream ends or is destroyed. */
export interface SpooledFile {
  readonly sizeBytes: number;
  readonly stream: Readable;
}

/**
 * Read content of unknown length to its end, since a store wants to know its length first: in memory up to `memoryBytes`,
 * beyond that in a temporary file that has no name and that only this process can read.
 *
 * @throws what the stream fails with; nothing is left then.
 */
export async function spoolBody(source: Readable, memoryBytes: number): Promise<Buffer | SpooledFile> {
  const pieces: Buffer[] = [];
  let sizeBytes = 0;
  let file: FileHandle | undefined;
  try {
    for await (const piece of source as AsyncIterable<Buffer>) {
      sizeBytes += piece.length;
      pieces.push(piece);
      if (sizeBytes > memoryBytes) {
        file ??= await openNamelessFile();
        // Not writev(), which may write less than it was given when the disk fills up.
        for (const kept of pieces.splice(0)) await file.writeFile(kept);
      }
    }
  } catch (error) {
    await file?.close();
    throw error;
  }
  if (file === undefined) return Buffer.concat(pieces, sizeBytes);
  return { sizeBytes, stream: file.createReadStream({ start: 0, highWaterMark: 256 * 1024 }) };
}
