import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { MOST_UNPACKED_BYTES } from "./preview-answer.js";
import { HEX_LINE_BYTES, MOST_TABLE_BYTES } from "./preview-moves.js";
import { shownText, type Preview } from "./preview.js";
import { lineAtByte, lineNumber, type TextWindow } from "./text-window.js";

/** What kind of content it is, and how it is shown: `csv · gzip · 1.5 MiB`. */
export function previewTitle({ facts, mode, picture }: Preview): string {
  if (facts === undefined) return "";
  const { format, compression, encoding, totalBytes, mime, language } = facts;
  const size = picture === undefined ? "" : `${picture.width.toString()}×${picture.height.toString()}`;
  const kind =
    picture?.format ??
    (format === "binary" ? (mime ?? "bytes") : format === "text" ? (language ?? "text") : format);
  const shown = { pretty: "laid out", table: "table", archive: "", image: "", text: "", hex: "bytes" }[mode];
  const coded = encoding === undefined || encoding === "utf-8" ? "" : encoding;
  return [kind, size, compression ?? "", coded, formatSize(totalBytes), shown]
    .filter((word) => word !== "")
    .join(" · ");
}

/** Where one is in it. */
export function previewPosition(preview: Preview): string {
  const { mode, facts } = preview;
  if (preview.typing !== undefined || facts === undefined) return "";
  const text = shownText(preview);
  if (text !== undefined) return textPosition(preview, text);
  if (mode === "hex")
    return `byte ${(preview.window.top * HEX_LINE_BYTES).toLocaleString("en-US")} of ${facts.totalBytes.toLocaleString("en-US")}`;
  if (mode === "table") return tablePosition(preview);
  return mode === "archive" ? archivePosition(preview) : "";
}

function textPosition({ top, facts, mode }: Preview, text: TextWindow): string {
  const number = lineNumber(text, lineAtByte(text, top.byte));
  const line = number === undefined ? "" : `line ${number.toLocaleString("en-US")} · `;
  const total =
    mode === "pretty" || facts?.compression !== undefined
      ? text.startByte + text.bytes.length
      : (facts?.totalBytes ?? 0);
  const share = total === 0 ? 1 : top.byte / total;
  const isCut = facts?.compression !== undefined && text.bytes.length >= MOST_UNPACKED_BYTES;
  const cut = isCut ? ` of the first ${formatSize(MOST_UNPACKED_BYTES)}` : "";
  return `${line}${Math.floor(share * 100).toString()} %${cut}`;
}

function tablePosition({ table, window, text }: Preview): string {
  const count = table?.rows.length ?? 0;
  const faults =
    table === undefined || table.faults === 0 ? "" : `${formatCount(table.faults, "faulty line")} · `;
  const isAll = text?.atEnd ?? true;
  const isBounded = !isAll && (text?.bytes.length ?? 0) >= MOST_TABLE_BYTES;
  const more = isAll ? "" : isBounded ? " of the first MiBs: v shows it as text" : "+";
  return `${faults}row ${Math.min(count, window.cursor + 1).toLocaleString("en-US")}/${count.toLocaleString("en-US")}${more}`;
}

function archivePosition({ archive, window }: Preview): string {
  const entries = archive?.entries ?? [];
  const total = entries.reduce((sum, entry) => sum + entry.sizeBytes, 0);
  const at = entries.length === 0 ? 0 : window.cursor + 1;
  const more = archive?.status === "more" ? "+" : "";
  return `${formatSize(total)} · ${at.toLocaleString("en-US")}/${entries.length.toLocaleString("en-US")}${more}`;
}
