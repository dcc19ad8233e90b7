import { Readable } from "node:stream";
import { callbackify } from "node:util";
import type * as Yauzl from "yauzl";
import type { Entry } from "yauzl";
import type { ArchiveEntry } from "./archive-entry.js";
import { BrokenArchiveError } from "./broken-archive-error.js";
import { cacheRanges, type ReadRange } from "./range-cache.js";

const BLOCK_BYTES = 128 * 1024;
/** APPNOTE.TXT 4.4.2: made by a Unix, whose file type is in the upper half of the external attributes. */
const MADE_BY_UNIX = 3;
const LINK_TYPE = 0o120_000;
const TYPE_MASK = 0o170_000;

/** A file of a ZIP archive, whose content is read only when it is asked for. */
export interface ZipFile {
  readonly entry: ArchiveEntry;
  /** Its content, unpacked. Whoever opens it ends it. */
  readonly open: () => Promise<Readable>;
}

/**
 * The files of a ZIP archive by its directory, which is at its end. ZIP64 too.
 *
 * Memory: a few blocks of 128 KiB.
 *
 * @throws BrokenArchiveError when it is none, or is cut off; whatever `read` throws.
 */
export async function* zipFiles(read: ReadRange, totalBytes: number): AsyncGenerator<ZipFile, void, void> {
  const { fromRandomAccessReaderPromise, RandomAccessReader, getFileNameLowLevel } = await yauzl();
  let failure: { readonly error: unknown } | undefined;
  const cached = cacheRanges(read, BLOCK_BYTES);
  const readInto = async (buffer: Buffer, place: Place): Promise<void> => {
    const bytes = await cached(place.position, place.length).catch((error: unknown) => {
      failure = { error };
      throw error;
    });
    if (bytes.length < place.length) throw new Error("it is cut off");
    buffer.set(bytes, place.offset);
  };
  class Reader extends RandomAccessReader {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(pieces(read, start, end));
    }
    override read(
      buffer: Buffer,
      offset: number,
      length: number,
      position: number,
      done: (error: Error | null) => void,
    ): void {
      callbackify(readInto)(buffer, { offset, length, position }, done);
    }
  }
  try {
    // yauzl refuses archives with `..` in a name: listed, such a name does no harm, and should be seen.
    const options = { decodeStrings: false, lazyEntries: true, autoClose: false, validateEntrySizes: false };
    const zip = await fromRandomAccessReaderPromise(new Reader(), totalBytes, options);
    for await (const entry of zip.eachEntry()) {
      const name = entry.fileName as unknown as Buffer;
      const path = getFileNameLowLevel(entry.generalPurposeBitFlag, name, entry.extraFields, true);
      yield { entry: toArchiveEntry(entry, path), open: () => zip.openReadStreamPromise(entry) };
    }
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    throw new BrokenArchiveError("ZIP", error);
  }
}

/** What is packed, a piece at a time: reading stops where whoever unpacks it stops. */
async function* pieces(read: ReadRange, start: number, end: number): AsyncGenerator<Uint8Array, void, void> {
  for (let at = start; at < end; at += BLOCK_BYTES) yield await read(at, Math.min(BLOCK_BYTES, end - at));
}

interface Place {
  readonly offset: number;
  readonly length: number;
  readonly position: number;
}

async function yauzl() {
  // A CommonJS module, whose names Node does not all find.
  const { default: module } = (await import("yauzl")) as unknown as { readonly default: typeof Yauzl };
  return module;
}

function toArchiveEntry(entry: Entry, path: string): ArchiveEntry {
  return {
    path,
    kind: kindOf(entry, path),
    sizeBytes: entry.uncompressedSize,
    packedBytes: entry.compressedSize,
    modifiedAt: entry.getLastModDate(),
    isEncrypted: entry.isEncrypted(),
  };
}

function kindOf({ versionMadeBy, externalFileAttributes }: Entry, path: string): ArchiveEntry["kind"] {
  if (path.endsWith("/")) return "folder";
  const isUnix = versionMadeBy >>> 8 === MADE_BY_UNIX;
  return isUnix && ((externalFileAttributes >>> 16) & TYPE_MASK) === LINK_TYPE ? "link" : "file";
}
