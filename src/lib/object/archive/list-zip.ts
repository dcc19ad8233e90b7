import type { Readable } from "node:stream";
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

/**
 * List a ZIP archive by its directory, which is at its end: the files in it are not read. ZIP64 too.
 *
 * Memory: a few blocks of 128 KiB.
 *
 * @throws BrokenArchiveError when it is none, or is cut off; whatever `read` throws.
 */
export async function* listZip(
  read: ReadRange,
  totalBytes: number,
): AsyncGenerator<ArchiveEntry, void, void> {
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
    override _readStreamForRange(): Readable {
      throw new TypeError("The files of an archive are not read for its listing");
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
      yield toArchiveEntry(
        entry,
        getFileNameLowLevel(entry.generalPurposeBitFlag, name, entry.extraFields, true),
      );
    }
  } catch (error) {
    if (failure !== undefined) throw failure.error;
    throw new BrokenArchiveError("ZIP", error);
  }
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
