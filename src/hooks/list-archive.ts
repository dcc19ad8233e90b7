import type { ArchiveEntry } from "../lib/object/archive/archive-entry.js";
import type { ReadRange } from "../lib/object/archive/range-cache.js";
import type { Compression } from "../lib/object/unpack-start.js";
import type { PreviewAnswer } from "../ui/state/preview/preview-answer.js";
import type { ObjectRef, PreviewFacts } from "../ui/state/preview/preview.js";
import { toProblem } from "../ui/state/problem.js";
import type { ExplorerServices } from "./explorer-services.js";

export type Tell = (answer: PreviewAnswer) => void;

export interface OpenedObject {
  readonly object: ObjectRef;
  readonly facts: PreviewFacts;
}

const MOST_ENTRIES = 50_000;
const ENTRIES_AT_ONCE = 500;
/** An archive that is packed as a whole is not gone through further than this. */
const MOST_PACKED_BYTES = 48 * 1024 * 1024;

/**
 * Tell what is in an archive, some entries at a time. A failure is told in its place: the bytes can still be looked at.
 * Never rejects.
 */
export async function listArchive(
  services: ExplorerServices,
  { object, facts }: OpenedObject,
  signal: AbortSignal,
  tell: Tell,
): Promise<void> {
  let batch: ArchiveEntry[] = [];
  let count = 0;
  const flush = (status: "running" | "done" | "more") => {
    tell({ kind: "entries", entries: batch, status, problem: undefined });
    batch = [];
  };
  try {
    for await (const entry of await entriesOf(services, object, facts, signal)) {
      signal.throwIfAborted();
      batch.push(entry);
      count += 1;
      if (count === MOST_ENTRIES) return flush("more");
      if (batch.length === ENTRIES_AT_ONCE || count === 50) flush("running");
    }
    flush("done");
  } catch (error) {
    tell({ kind: "entries", entries: batch, status: "failed", problem: toProblem(error) });
  }
}

async function entriesOf(
  services: ExplorerServices,
  object: ObjectRef,
  { format, compression, totalBytes, etag }: PreviewFacts,
  signal: AbortSignal,
): Promise<AsyncIterable<ArchiveEntry>> {
  const read = rangesOf(services, { object, facts: { etag } }, signal);
  if (format === "zip") {
    const { listZip } = await import("../lib/object/archive/list-zip.js");
    return listZip(read, totalBytes);
  }
  const { listTar } = await import("../lib/object/archive/list-tar.js");
  const { rangeCursor, streamCursor } = await import("../lib/object/archive/byte-cursor.js");
  if (compression === undefined) return listTar(rangeCursor(read, totalBytes));
  const chunks = await unpackedStream(services, object, { compression, totalBytes, etag }, signal);
  return listTar(streamCursor(chunks));
}

/** Reads ranges of what was opened, and of nothing that has taken its place since. */
export function rangesOf(
  services: ExplorerServices,
  { object, facts: { etag } }: { readonly object: ObjectRef; readonly facts: Pick<PreviewFacts, "etag"> },
  signal: AbortSignal,
): ReadRange {
  return async (startByte, lengthBytes) =>
    (await services.readBytes({ ...object, startByte, lengthBytes, etag }, signal)).bytes;
}

/** What is packed has no places to jump to: it is gone through, up to a bound. */
export async function unpackedStream(
  services: ExplorerServices,
  object: ObjectRef,
  {
    compression,
    totalBytes,
    etag,
  }: Pick<PreviewFacts, "totalBytes" | "etag"> & { readonly compression: Compression },
  signal: AbortSignal,
): Promise<AsyncIterator<Uint8Array>> {
  const { unpackedChunks } = await import("../lib/object/unpack-start.js");
  const packed = services.readStream({ ...object, etag }, Math.min(totalBytes, MOST_PACKED_BYTES), signal);
  return unpackedChunks(packed, compression)[Symbol.asyncIterator]();
}
