import { Box, Text } from "ink";
import { useHighlighter } from "../../hooks/use-highlighter.js";
import { EDITOR_NUMBER_COLUMNS } from "../state/editor/editor-room.js";
import type { EditorScreen } from "../state/editor/editor-screen.js";
import { styledRuns, type StyledRun } from "../state/preview/styled-runs.js";
import type { SyntaxSpan } from "../state/preview/syntax.js";
import { columnsOf, displayText } from "../text/cell-text.js";
import { fitRight } from "../text/fit-text.js";
import { syntaxStyle } from "../theme/syntax-style.js";
import { useTheme } from "../theme/theme-context.js";

interface EditorTextProps {
  readonly screen: EditorScreen;
  readonly rows: number;
  readonly columns: number;
}

/** A text being written: numbered lines, in colours, what is wrong marked beside its line. */
export function EditorText({ screen, rows, columns }: EditorTextProps) {
  const { buffer, window, check, subject } = screen;
  const highlight = useHighlighter();
  const isJson = subject.kind !== "tags" && subject.kind !== "object-tags";
  const spans = isJson ? (highlight?.("json", buffer.lines.join("\n")) ?? []) : [];
  const room = Math.max(1, columns - EDITOR_NUMBER_COLUMNS - 2);
  return (
    <Box flexDirection="column" width={columns} height={rows} overflow="hidden">
      {buffer.lines.slice(window.top, window.top + rows).map((line, i) => {
        const row = window.top + i;
        const worst = check.findings
          .filter((finding) => finding.line === row + 1)
          .map(({ severity }) => severity);
        return (
          <EditorLine
            // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
            key={i}
            number={row + 1}
            line={line}
            spans={spans[row] ?? []}
            cursor={row === buffer.row ? buffer.column : undefined}
            mark={worst.includes("error") ? "error" : worst[0]}
            room={room}
          />
        );
      })}
    </Box>
  );
}

interface EditorLineProps {
  readonly number: number;
  readonly line: string;
  readonly spans: readonly SyntaxSpan[];
  readonly cursor: number | undefined;
  readonly mark: "error" | "warning" | undefined;
  readonly room: number;
}

function EditorLine({ number, line, spans, cursor, mark, room }: EditorLineProps) {
  const theme = useTheme();
  const tone = mark === "error" ? theme.problem : mark === "warning" ? theme.warning : theme.faint;
  // A line that is longer than its room moves along with the cursor.
  const left = cursor === undefined ? 0 : Math.max(0, columnsOf(line.slice(0, cursor)) - room + 1);
  const start = Math.min(line.length, left);
  const end = Math.min(line.length, start + room - (cursor === line.length ? 1 : 0));
  return (
    <Box height={1}>
      <Text
        {...tone}
      >{`${fitRight(number.toString(), EDITOR_NUMBER_COLUMNS - 2)} ${mark === undefined ? " " : "●"} `}</Text>
      <Text wrap="truncate">
        {cursor === undefined ? (
          <Runs runs={styledRuns(line, { start, end }, spans, [])} />
        ) : (
          <>
            <Runs runs={styledRuns(line, { start, end: cursor }, spans, [])} />
            <Text inverse>{displayText(line.slice(cursor, nextAfter(line, cursor))) || " "}</Text>
            <Runs
              runs={styledRuns(line, { start: Math.min(end, nextAfter(line, cursor)), end }, spans, [])}
            />
          </>
        )}
      </Text>
    </Box>
  );
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

function nextAfter(line: string, cursor: number): number {
  const under = graphemes.segment(line).containing(cursor);
  return under === undefined ? line.length : under.index + under.segment.length;
}

function Runs({ runs }: { readonly runs: readonly StyledRun[] }) {
  const theme = useTheme();
  return runs.map(({ text, role }, i) => (
    // oxlint-disable-next-line react/no-array-index-key -- a piece of a line is its place
    <Text key={i} {...syntaxStyle(theme, role)}>
      {text}
    </Text>
  ));
}
