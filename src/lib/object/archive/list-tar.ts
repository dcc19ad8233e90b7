import type { Header, HeaderData } from "tar";
import type { ArchiveEntry } from "./archive-entry.js";
import { BrokenArchiveError } from "./broken-archive-error.js";
import type { ByteCursor } from "./byte-cursor.js";

const BLOCK_BYTES = 512;
/** Long names and pax records are kept whole; anything above is not believed. */
const MOST_RECORD_BYTES = 1024 * 1024;

interface Attributes {
  own: HeaderData;
  global: HeaderData;
}

/**
 * List a TAR archive by walking from header to header; what lies between is skipped, not read, where the cursor can.
 * Old, ustar, GNU and pax forms. An archive that is cut off gives the entries before the cut.
 *
 * @throws BrokenArchiveError when a header is none; whatever the cursor throws.
 * @see https://pubs.opengroup.org/onlinepubs/9799919799/utilities/pax.html
 */
export async function* listTar(cursor: ByteCursor): AsyncGenerator<ArchiveEntry, void, void> {
  const { Header, Pax } = await import("tar");
  const attributes: Attributes = { own: {}, global: {} };
  for (;;) {
    const block = await cursor.take(BLOCK_BYTES);
    if (block.length < BLOCK_BYTES || block.every((byte) => byte === 0)) return;
    const header = readHeader(Header, block, attributes);
    const sizeBytes = header.size ?? 0;
    const padding = (BLOCK_BYTES - (sizeBytes % BLOCK_BYTES)) % BLOCK_BYTES;
    if (isRecord(header)) {
      const text = Buffer.from(await cursor.take(Math.min(sizeBytes, MOST_RECORD_BYTES))).toString("utf8");
      await cursor.skip(Math.max(0, sizeBytes - MOST_RECORD_BYTES) + padding);
      takeRecord(attributes, header, text, (...args) => Pax.parse(...args));
      continue;
    }
    yield toArchiveEntry(header, attributes.own.path);
    attributes.own = {};
    await cursor.skip(sizeBytes + padding);
  }
}

function readHeader(HeaderClass: typeof Header, block: Uint8Array, { own, global }: Attributes): Header {
  try {
    const header = new HeaderClass(Buffer.from(block), 0, own, global);
    if (header.cksumValid) return header;
  } catch (cause) {
    throw new BrokenArchiveError("TAR", cause);
  }
  throw new BrokenArchiveError("TAR", new Error("a header's checksum is wrong"));
}

const RECORDS = [
  "ExtendedHeader",
  "OldExtendedHeader",
  "GlobalExtendedHeader",
  "NextFileHasLongPath",
  "NextFileHasLongLinkpath",
  "OldGnuLongPath",
];

function isRecord({ type }: Header): boolean {
  return RECORDS.includes(type);
}

type ParsePax = (text: string, before?: HeaderData, isGlobal?: boolean) => HeaderData;

function takeRecord(attributes: Attributes, { type }: Header, text: string, parse: ParsePax): void {
  const name = text.replace(/\0.*/su, "");
  if (type === "GlobalExtendedHeader") attributes.global = parse(text, attributes.global, true);
  else if (type === "NextFileHasLongPath" || type === "OldGnuLongPath")
    attributes.own = { ...attributes.own, path: name };
  else if (type === "NextFileHasLongLinkpath") attributes.own = { ...attributes.own, linkpath: name };
  else attributes.own = parse(text, attributes.own, false);
}

function toArchiveEntry(
  { path = "", size = 0, mtime, type }: Header,
  longPath: string | undefined,
): ArchiveEntry {
  return {
    // The header's own path would stand before the long one.
    path: longPath ?? path,
    kind: kindOf(type),
    sizeBytes: size,
    packedBytes: undefined,
    modifiedAt: mtime,
    isEncrypted: false,
  };
}

function kindOf(type: Header["type"]): ArchiveEntry["kind"] {
  if (type === "Directory" || type === "GNUDumpDir") return "folder";
  if (type === "SymbolicLink" || type === "Link") return "link";
  return type === "File" || type === "OldFile" || type === "ContiguousFile" ? "file" : "other";
}
