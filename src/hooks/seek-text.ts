import { matchesIn } from "../ui/state/preview/find-text.js";
import type { RawBytes, ReadRequest } from "../ui/state/preview/preview.js";
import { byteOfLine, lineCount, lineText, openText } from "../ui/state/preview/text-window.js";
import type { ExplorerServices } from "./explorer-services.js";
import type { OpenedObject, Tell } from "./list-archive.js";

type SeekRequest = Extract<ReadRequest, { want: "seek" }>;

const SEEK_BYTES = 1024 * 1024;
/** What a search reads again of the chunk before: a match may lie across. */
const SEEK_OVERLAP_BYTES = 16 * 1024;

/** Read on, a chunk at a time, until there is a match; memory: one chunk. */
export async function seekText(
  services: ExplorerServices,
  { object, facts, request }: OpenedObject & { readonly request: SeekRequest },
  signal: AbortSignal,
  tell: Tell,
): Promise<{ readonly found: RawBytes | undefined; readonly byte?: number }> {
  const { turn, sought, startByte, encoding } = request;
  const from = Math.max(0, startByte - SEEK_OVERLAP_BYTES);
  for (let at = from - (from % 4); at < facts.totalBytes; at += SEEK_BYTES - SEEK_OVERLAP_BYTES) {
    tell({ kind: "seeking", turn, byte: at });
    const input = { ...object, startByte: at, lengthBytes: SEEK_BYTES, etag: facts.etag };
    const { bytes } = await services.readBytes(input, signal);
    const text = openText(bytes, { startByte: at, atEnd: false, encoding });
    for (let line = 0; line < lineCount(text); line += 1) {
      const byte = byteOfLine(text, line);
      if (byte >= startByte && matchesIn(lineText(text, line), sought).length > 0)
        return { found: { startByte: at, bytes }, byte };
    }
  }
  return { found: undefined };
}
