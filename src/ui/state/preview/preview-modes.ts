import { TOP_OF_LIST } from "../list-window.js";
import { openArchive } from "./archive-listing.js";
import { prettyJson } from "./pretty-json.js";
import type { Preview, PreviewFacts, PreviewMode } from "./preview.js";
import { readTable } from "./table.js";
import { START_OF_TEXT } from "./text-rows.js";
import { openText, type TextWindow } from "./text-window.js";

/** Above this JSON is shown as it is stored: all of it would have to be read to lay it out. */
export const MOST_PRETTY_BYTES = 512 * 1024;

/** The ways to look at something, the best first. */
export function modesOf({ format, encoding, totalBytes, compression }: PreviewFacts): readonly PreviewMode[] {
  const plain: readonly PreviewMode[] = encoding === undefined ? ["hex"] : ["text", "hex"];
  switch (format) {
    case "json":
      return totalBytes <= MOST_PRETTY_BYTES ? ["pretty", "table", ...plain] : plain;
    case "csv":
    case "ndjson":
      return encoding === undefined ? plain : ["table", ...plain];
    case "zip":
    case "tar":
      return ["archive", "hex"];
    case "image":
      // Whether it can be drawn is known once it was decoded.
      return ["hex"];
    case "text":
    case "binary":
      return compression === undefined || encoding !== undefined ? plain : ["hex"];
  }
}

/** Look at it another way; a way that turns out not to fit is passed over, and left out from then on. */
export function withMode(preview: Preview, mode: PreviewMode): Preview {
  const made = { ...prepared(preview, mode), top: START_OF_TEXT, left: 0, window: TOP_OF_LIST };
  if (fits(made, mode)) return { ...made, mode };
  const modes = preview.modes.filter((other) => other !== mode);
  const next = modes[preview.modes.indexOf(mode)] ?? modes[0] ?? "hex";
  return withMode({ ...preview, modes }, next);
}

export function nextMode({ modes, mode }: Preview): PreviewMode {
  return modes[(modes.indexOf(mode) + 1) % modes.length] ?? mode;
}

function prepared(preview: Preview, mode: PreviewMode): Preview {
  const { text, facts } = preview;
  if (mode === "archive") return { ...preview, archive: preview.archive ?? openArchive() };
  if (text === undefined || facts === undefined) return preview;
  if (mode === "pretty") return { ...preview, pretty: preview.pretty ?? layOut(text) };
  if (mode !== "table" || preview.table !== undefined) return preview;
  const format = facts.format === "csv" || facts.format === "ndjson" ? facts.format : "json";
  return { ...preview, table: readTable(decode(text), format, text.atEnd) };
}

function fits({ pretty, table, text, picture }: Preview, mode: PreviewMode): boolean {
  switch (mode) {
    case "pretty":
      return pretty !== undefined;
    case "table":
      return table !== undefined;
    case "text":
      return text !== undefined;
    case "image":
      return picture !== undefined;
    case "archive":
    case "hex":
      return true;
  }
}

function layOut(text: TextWindow): TextWindow | undefined {
  const pretty = text.startByte > 3 ? undefined : prettyJson(decode(text));
  if (pretty === undefined) return undefined;
  return openText(Buffer.from(pretty), { startByte: 0, atEnd: text.atEnd, encoding: "utf-8" });
}

function decode({ bytes, encoding, atEnd }: TextWindow): string {
  return new TextDecoder(encoding).decode(bytes, { stream: !atEnd });
}
