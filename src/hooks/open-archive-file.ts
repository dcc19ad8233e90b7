import type { ArchiveFileStart } from "../lib/object/archive/read-archive-file.js";
import { guessFormat } from "../ui/state/preview/guess-format.js";
import type { PreviewFacts } from "../ui/state/preview/preview.js";
import { guessEncoding } from "../ui/state/preview/text-encoding.js";
import type { ExplorerServices } from "./explorer-services.js";
import { rangesOf, unpackedStream, type OpenedObject } from "./list-archive.js";

/** What of a file in an archive is shown: it is kept whole. */
const MOST_FILE_BYTES = 8 * 1024 * 1024;

/** A file of an archive as something to look at by itself: all that there is of it has been read. */
export interface OpenedFile {
  readonly facts: PreviewFacts;
  readonly bytes: Uint8Array;
}

/** Read the start of a file in an archive, and find out what it is. @throws what reading it throws. */
export async function openArchiveFile(
  services: ExplorerServices,
  archive: OpenedObject,
  path: string,
  signal: AbortSignal,
): Promise<OpenedFile> {
  const { bytes } = await readFile(services, archive, path, signal);
  const facts = { key: path, contentType: undefined, contentEncoding: undefined, start: bytes };
  const { format, compression, language } = guessFormat(facts);
  // What is packed once more would have to be unpacked to know what it is: its bytes are shown.
  const isPacked = compression !== undefined || format === "zip" || format === "tar";
  const encoding = isPacked || format === "image" ? undefined : guessEncoding(bytes);
  const { etag } = archive.facts;
  const known = {
    compression: undefined,
    language,
    etag,
    encoding,
    mime: undefined,
    totalBytes: bytes.length,
  };
  return { bytes, facts: { ...known, format: isPacked ? "binary" : format } };
}

async function readFile(
  services: ExplorerServices,
  archive: OpenedObject,
  path: string,
  signal: AbortSignal,
): Promise<ArchiveFileStart> {
  const { readTarFile, readZipFile } = await import("../lib/object/archive/read-archive-file.js");
  const { rangeCursor, streamCursor } = await import("../lib/object/archive/byte-cursor.js");
  const { format, compression, totalBytes, etag } = archive.facts;
  const wanted = { path, mostBytes: MOST_FILE_BYTES };
  const read = rangesOf(services, archive, signal);
  if (format === "zip") return readZipFile(read, totalBytes, wanted);
  if (compression === undefined) return readTarFile(rangeCursor(read, totalBytes), wanted);
  const packed = { compression, totalBytes, etag };
  const chunks = await unpackedStream(services, archive.object, packed, signal);
  return readTarFile(streamCursor(chunks), wanted);
}
