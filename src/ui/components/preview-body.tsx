import { Box } from "ink";
import { previewView } from "../state/details/details-room.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { hexLineCount, rowCount } from "../state/preview/preview-moves.js";
import { shownText, type Preview } from "../state/preview/preview.js";
import type { TextView } from "../state/preview/text-rows.js";
import { lineAtByte, lineCount } from "../state/preview/text-window.js";
import { MessagePanel } from "./message-panel.js";
import { PreviewArchive } from "./preview-archive.js";
import { PreviewHex } from "./preview-hex.js";
import { PreviewPicture } from "./preview-picture.js";
import { PreviewTable } from "./preview-table.js";
import { PreviewText } from "./preview-text.js";
import { ScrollBar } from "./scroll-bar.js";

interface PreviewBodyProps {
  readonly preview: Preview;
  readonly size: TerminalSize;
  readonly rows: number;
  readonly columns: number;
}

/** The content of an object, in the way that was chosen to look at it. */
export function PreviewBody({ preview, size, rows, columns }: PreviewBodyProps) {
  const message = messageFor(preview);
  if (message !== undefined) return <MessagePanel {...message} columns={columns + 2} rows={rows} />;
  const view = previewView(preview, size);
  return (
    <Box width={columns + 2} height={rows}>
      <Box width={columns + 1} height={rows} paddingLeft={1} flexDirection="column" overflow="hidden">
        <Content preview={preview} view={view} rows={rows} columns={columns} />
      </Box>
      <ScrollBar {...scrolled(preview)} height={rows} />
    </Box>
  );
}

interface ContentProps {
  readonly preview: Preview;
  readonly view: TextView;
  readonly rows: number;
  readonly columns: number;
}

function Content({ preview, view, rows, columns }: ContentProps) {
  const { mode, table, archive, picture } = preview;
  const text = shownText(preview);
  if (text !== undefined) return <PreviewText preview={preview} text={text} view={view} />;
  if (mode === "table" && table !== undefined)
    return <PreviewTable preview={preview} table={table} rows={view.rows} columns={columns} />;
  if (mode === "archive" && archive !== undefined)
    return <PreviewArchive preview={preview} archive={archive} rows={view.rows} columns={columns} />;
  if (mode === "image" && picture !== undefined)
    return <PreviewPicture picture={picture} rows={rows} columns={columns} />;
  return <PreviewHex preview={preview} rows={rows} columns={columns} />;
}

function whereElse(code: string): readonly string[] {
  return code === "NoSuchKey" || code === "NoSuchVersion"
    ? ["3 shows its versions: what is deleted can be brought back there"]
    : [];
}

function messageFor({ status, problem, facts, archive, mode, text }: Preview) {
  if (status === "failed" && problem !== undefined) {
    return {
      kind: "problem",
      title: problem.code,
      lines: [problem.message, "", ...problem.hints, ...whereElse(problem.code), "R tries again"],
    } as const;
  }
  if (status === "opening" || facts === undefined)
    return { kind: "quiet", title: "Reading…", lines: [] } as const;
  if (facts.totalBytes === 0)
    return { kind: "quiet", title: "Empty", lines: ["The object has no bytes"] } as const;
  if (mode === "archive" && archive?.problem !== undefined && archive.entries.length === 0) {
    const { code, message, hints } = archive.problem;
    return { kind: "problem", title: code, lines: [message, "", ...hints, "v shows the bytes"] } as const;
  }
  if (mode === "archive" && archive?.status === "done" && archive.entries.length === 0)
    return { kind: "quiet", title: "Empty", lines: ["The archive holds nothing"] } as const;
  return text !== undefined && text.bytes.length === 0 && mode === "text"
    ? ({ kind: "quiet", title: "Empty", lines: ["There is nothing in what is packed here"] } as const)
    : undefined;
}

/** How far down one is: for a text by the bytes, for what lies before and after it is not cut into lines. */
function scrolled(preview: Preview): { readonly top: number; readonly count: number } {
  const text = shownText(preview);
  if (preview.mode === "hex") return { top: preview.window.top, count: hexLineCount(preview) };
  if (text === undefined) return { top: preview.window.top, count: rowCount(preview) };
  const line = lineAtByte(text, preview.top.byte);
  const bytesPerLine = Math.max(1, text.bytes.length / Math.max(1, lineCount(text)));
  const isPart =
    preview.mode === "text" &&
    preview.facts?.compression === undefined &&
    !(text.atEnd && text.startByte <= 3);
  if (!isPart) return { top: line, count: lineCount(text) };
  return {
    top: Math.round(preview.top.byte / bytesPerLine),
    count: Math.round((preview.facts?.totalBytes ?? 0) / bytesPerLine),
  };
}
