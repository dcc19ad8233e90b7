import type { ArchiveEntry } from "../../../lib/object/archive/archive-entry.js";
import type { Problem } from "../problem.js";
import { openArchive, takeEntries } from "./archive-listing.js";
import type { Picture } from "./picture.js";
import { modesOf, withMode } from "./preview-modes.js";
import type { Preview, PreviewFacts, RawBytes, ReadRequest } from "./preview.js";
import { readTable } from "./table.js";
import { bottomOf, type TextView } from "./text-rows.js";
import { appendText, byteOfLine, lineAtByte, openText, prependText, type TextWindow } from "./text-window.js";

/** What came of reading for a preview. */
export type PreviewAnswer =
  | {
      readonly kind: "opened";
      readonly facts: PreviewFacts;
      /** The first bytes as they are stored. */
      readonly raw: RawBytes;
      readonly unpacked: Unpacked | undefined;
    }
  | {
      readonly kind: "read";
      readonly request: ReadRequest;
      readonly found: RawBytes | undefined;
      readonly byte?: number;
    }
  | { readonly kind: "unpacked"; readonly request: ReadRequest; readonly unpacked: Unpacked }
  | { readonly kind: "seeking"; readonly turn: number; readonly byte: number }
  | {
      readonly kind: "entries";
      readonly entries: readonly ArchiveEntry[];
      readonly status: "running" | "done" | "more" | "failed";
      readonly problem: Problem | undefined;
    }
  | { readonly kind: "picture"; readonly picture: Picture }
  | { readonly kind: "failed"; readonly problem: Problem; readonly turn: number | undefined };

export interface Unpacked {
  readonly bytes: Uint8Array;
  readonly isWhole: boolean;
  readonly fault: string | undefined;
}

/** Above this, what is packed is not unpacked for a look at it. */
export const MOST_UNPACKED_BYTES = 16 * 1024 * 1024;

/** Take in what was read; `view` is the room for text. */
export function takeAnswer(preview: Preview, answer: PreviewAnswer, view: TextView): Preview {
  switch (answer.kind) {
    case "opened":
      return opened(preview, answer);
    case "read":
      return answer.request.turn === preview.turn ? read(preview, answer, view) : preview;
    case "unpacked":
      return answer.request.turn === preview.turn
        ? unpackedMore(preview, answer.unpacked, answer.request, view)
        : preview;
    case "seeking":
      return answer.turn === preview.turn ? { ...preview, soughtByte: answer.byte } : preview;
    case "entries":
      return { ...preview, archive: takeEntries(preview.archive ?? openArchive(), answer) };
    case "picture":
      return withMode({ ...preview, picture: answer.picture, modes: ["image", "hex"] }, "image");
    case "failed":
      return failed(preview, answer.problem, answer.turn);
  }
}

function opened(
  preview: Preview,
  { facts, raw, unpacked }: Extract<PreviewAnswer, { kind: "opened" }>,
): Preview {
  const ready = { ...preview, status: "ready" as const, facts, raw, fault: unpacked?.fault };
  const text = facts.encoding === undefined ? undefined : startOfText(facts, facts.encoding, raw, unpacked);
  const known = { ...ready, text, modes: modesOf(facts) };
  return withMode(known, known.modes[0] ?? "hex");
}

function startOfText(
  facts: PreviewFacts,
  encoding: TextWindow["encoding"],
  raw: RawBytes,
  unpacked: Unpacked | undefined,
): TextWindow {
  if (unpacked !== undefined)
    return openText(unpacked.bytes, { startByte: 0, atEnd: unpacked.isWhole, encoding });
  return openText(raw.bytes, { startByte: 0, atEnd: raw.bytes.length >= facts.totalBytes, encoding });
}

function read(
  preview: Preview,
  { request, found, byte }: Extract<PreviewAnswer, { kind: "read" }>,
  view: TextView,
): Preview {
  const missed = request.want === "seek" && found === undefined;
  const idle = { ...preview, reading: undefined, soughtByte: undefined, missed };
  const { text, facts } = preview;
  if (found === undefined || facts === undefined) return idle;
  if (request.want === "hex") return { ...idle, raw: found };
  if (text === undefined) return idle;
  const atEnd = found.startByte + found.bytes.length >= facts.totalBytes;
  switch (request.want) {
    case "after":
      return withRows({ ...idle, text: appendText(text, found.bytes, atEnd) });
    case "before":
      return { ...idle, text: prependText(text, found.bytes) };
    case "start":
    case "end":
    case "seek": {
      const jumped = openText(found.bytes, { startByte: found.startByte, atEnd, encoding: text.encoding });
      if (request.want === "start") return withRows({ ...idle, text: jumped, top: { byte: 0, row: 0 } });
      const top = request.want === "end" ? bottomOf(jumped, view) : topAt(jumped, byte ?? 0);
      return { ...idle, text: jumped, top };
    }
    case "unpack":
      return idle;
  }
}

function topAt(text: TextWindow, byte: number) {
  return { byte: byteOfLine(text, lineAtByte(text, byte)), row: 0 };
}

function unpackedMore(
  preview: Preview,
  { bytes, isWhole, fault }: Unpacked,
  request: ReadRequest,
  view: TextView,
): Preview {
  const { text } = preview;
  if (text === undefined) return { ...preview, reading: undefined };
  const atEnd = isWhole || bytes.length >= MOST_UNPACKED_BYTES;
  const longer = openText(bytes, { startByte: 0, atEnd, encoding: text.encoding });
  const top = request.want === "unpack" && request.toEnd ? bottomOf(longer, view) : preview.top;
  return withRows({ ...preview, reading: undefined, text: longer, fault, top });
}

/** The table again, when there is more of what it is made of. */
function withRows(preview: Preview): Preview {
  const { text, facts, table } = preview;
  if (table === undefined || text === undefined || (facts?.format !== "csv" && facts?.format !== "ndjson"))
    return preview;
  const decoded = new TextDecoder(text.encoding).decode(text.bytes, { stream: true });
  return { ...preview, table: readTable(decoded, facts.format, text.atEnd) ?? table };
}

/** Without what was opened there is nothing to show; later, what is there stays. */
function failed(preview: Preview, problem: Problem, turn: number | undefined): Preview {
  if (turn === undefined) return { ...preview, status: "failed", problem };
  return turn === preview.turn ? { ...preview, reading: undefined, soughtByte: undefined, problem } : preview;
}
