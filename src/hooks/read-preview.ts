import type { BytesRead } from "../lib/object/read-bytes.js";
import { guessFormat, guessUnpacked, type Guess } from "../ui/state/preview/guess-format.js";
import { guessEncoding } from "../ui/state/preview/text-encoding.js";
import type { Unpacked } from "../ui/state/preview/preview-answer.js";
import { MOST_PRETTY_BYTES } from "../ui/state/preview/preview-modes.js";
import type { ObjectRef, Preview, PreviewFacts, RawBytes, ReadRequest } from "../ui/state/preview/preview.js";
import { toProblem } from "../ui/state/problem.js";
import type { Graphics } from "../ui/text/terminal-graphics.js";
import { decodePicture } from "./decode-picture.js";
import type { ExplorerServices } from "./explorer-services.js";
import { listArchive, type Tell } from "./list-archive.js";
import { openArchiveFile } from "./open-archive-file.js";
import { seekText } from "./seek-text.js";
import type { Send } from "./send.js";

/** The first request: enough for a screen of anything, quick on a slow line. */
const START_BYTES = 64 * 1024;
const UNPACKED_START_BYTES = 256 * 1024;
/** Pictures above this are not read for a look at them. */
const MOST_PICTURE_BYTES = 48 * 1024 * 1024;
const PICTURE_CHUNK_BYTES = 4 * 1024 * 1024;

/** What opening a preview can use. */
interface PreviewContext {
  /** How the terminal draws pictures. */
  readonly graphics: Graphics | undefined;
  readonly signal: AbortSignal;
  readonly send: Send;
}

type Opened = Pick<Preview, "id" | "object">;

/**
 * Find out what an object is and read its start; of an archive list the contents, of a picture decode it. Never rejects.
 */
export async function openPreview(
  services: ExplorerServices,
  { id, object, entry }: Opened & Pick<Preview, "entry">,
  { graphics, signal, send }: PreviewContext,
): Promise<void> {
  const tell = telling(id, signal, send);
  try {
    const start = await services.readBytes({ ...object, startByte: 0, lengthBytes: START_BYTES }, signal);
    const facts = await toFacts(object, start);
    if (entry !== undefined) {
      const file = await openArchiveFile(services, { object, facts }, entry, signal);
      tell({
        kind: "opened",
        facts: file.facts,
        raw: { startByte: 0, bytes: file.bytes },
        unpacked: undefined,
      });
      if (file.facts.format === "image") await showPicture(file.bytes, graphics, tell);
      return;
    }
    const unpacked = await unpackedStart(services, object, facts, signal);
    const known = unpacked === undefined ? facts : withUnpacked(facts, object, unpacked);
    tell({
      kind: "opened",
      facts: known,
      raw: await rawStart(services, object, known, start, signal),
      unpacked,
    });
    await followUp(services, object, known, { graphics, signal, tell });
  } catch (error) {
    tell({ kind: "failed", problem: toProblem(error), turn: undefined });
  }
}

/** Read what scrolling or searching asks for. Never rejects. */
export async function readPreview(
  services: ExplorerServices,
  { id, object, facts }: Opened & { readonly facts: PreviewFacts },
  request: ReadRequest,
  signal: AbortSignal,
  send: Send,
): Promise<void> {
  const tell = telling(id, signal, send);
  try {
    if (request.want === "unpack") {
      const unpacked = await unpackTo(services, object, facts, request.lengthBytes, signal);
      tell({ kind: "unpacked", request, unpacked });
    } else if (request.want === "seek") {
      tell({
        kind: "read",
        request,
        ...(await seekText(services, { object, facts, request }, signal, tell)),
      });
    } else {
      const { startByte, lengthBytes } = request;
      const found = await services.readBytes({ ...object, startByte, lengthBytes, etag: facts.etag }, signal);
      tell({ kind: "read", request, found });
    }
  } catch (error) {
    tell({ kind: "failed", problem: toProblem(error), turn: request.turn });
  }
}

function telling(previewId: number, signal: AbortSignal, send: Send): Tell {
  return (answer) => {
    if (!signal.aborted) send({ type: "previewed", previewId, answer });
  };
}

async function toFacts({ key }: ObjectRef, start: BytesRead): Promise<PreviewFacts> {
  const { bytes, totalBytes, etag, contentType, contentEncoding } = start;
  const guess: Guess = guessFormat({ key, contentType, contentEncoding, start: bytes });
  const encoding = guess.compression === undefined ? encodingOf(guess, bytes) : undefined;
  const { fileTypeFromBuffer } = await import("file-type");
  const type = encoding === undefined ? await fileTypeFromBuffer(bytes) : undefined;
  return { ...guess, totalBytes, etag, encoding, mime: type?.mime };
}

function encodingOf({ format }: Pick<Guess, "format">, bytes: Uint8Array) {
  return format === "zip" || format === "tar" || format === "image" ? undefined : guessEncoding(bytes);
}

/** What is packed is known better by what it holds. */
function withUnpacked(facts: PreviewFacts, { key }: ObjectRef, { bytes }: Unpacked): PreviewFacts {
  const name = key
    .slice(key.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/\.(?:gz|gzip|zst|br|zz)$/u, "");
  const { format, language } = guessUnpacked(bytes, name, undefined);
  return { ...facts, format, language, encoding: encodingOf({ format }, bytes) };
}

async function unpackedStart(
  services: ExplorerServices,
  object: ObjectRef,
  facts: PreviewFacts,
  signal: AbortSignal,
): Promise<Unpacked | undefined> {
  if (facts.compression === undefined) return undefined;
  return unpackTo(services, object, facts, UNPACKED_START_BYTES, signal);
}

async function unpackTo(
  services: ExplorerServices,
  object: ObjectRef,
  facts: PreviewFacts,
  lengthBytes: number,
  signal: AbortSignal,
): Promise<Unpacked> {
  const { unpackStart } = await import("../lib/object/unpack-start.js");
  const packed = services.readStream({ ...object, etag: facts.etag }, packedEnd(facts, lengthBytes), signal);
  return unpackStart(packed, facts.compression ?? "gzip", lengthBytes);
}

/** Packing makes nothing much larger: more than this is not needed for so much that is unpacked. */
function packedEnd({ totalBytes }: PreviewFacts, lengthBytes: number): number {
  return Math.min(totalBytes, lengthBytes + START_BYTES);
}

/** JSON that is to be laid out is read whole, within bounds. */
async function rawStart(
  services: ExplorerServices,
  object: ObjectRef,
  facts: PreviewFacts,
  start: BytesRead,
  signal: AbortSignal,
): Promise<RawBytes> {
  const isWhole = start.bytes.length >= facts.totalBytes;
  if (
    facts.format !== "json" ||
    facts.compression !== undefined ||
    isWhole ||
    facts.totalBytes > MOST_PRETTY_BYTES
  )
    return start;
  const lengthBytes = facts.totalBytes;
  return services.readBytes({ ...object, startByte: 0, lengthBytes, etag: facts.etag }, signal);
}

async function followUp(
  services: ExplorerServices,
  object: ObjectRef,
  facts: PreviewFacts,
  { graphics, signal, tell }: Pick<PreviewContext, "graphics" | "signal"> & { readonly tell: Tell },
): Promise<void> {
  if (facts.format === "zip" || facts.format === "tar")
    return listArchive(services, { object, facts }, signal, tell);
  if (facts.format !== "image" || facts.totalBytes > MOST_PICTURE_BYTES || facts.compression !== undefined)
    return;
  await showPicture(await readAll(services, object, facts, signal), graphics, tell);
}

async function showPicture(bytes: Uint8Array, graphics: Graphics | undefined, tell: Tell): Promise<void> {
  const picture = await decodePicture(bytes, graphics);
  if (picture !== undefined) tell({ kind: "picture", picture });
}

async function readAll(
  services: ExplorerServices,
  object: ObjectRef,
  { totalBytes, etag }: PreviewFacts,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (let startByte = 0; startByte < totalBytes; startByte += PICTURE_CHUNK_BYTES) {
    const input = { ...object, startByte, lengthBytes: PICTURE_CHUNK_BYTES, etag };
    parts.push((await services.readBytes(input, signal)).bytes);
  }
  return Buffer.concat(parts);
}
