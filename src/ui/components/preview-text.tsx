import { Box, Text } from "ink";
import { useMemo } from "react";
import { useHighlighter } from "../../hooks/use-highlighter.js";
import { NUMBER_COLUMNS } from "../state/details/details-room.js";
import { matchesIn } from "../state/preview/find-text.js";
import { highlightRows } from "../state/preview/highlight-rows.js";
import type { Preview } from "../state/preview/preview.js";
import { styledRuns } from "../state/preview/styled-runs.js";
import { visibleRows, type TextRow, type TextView } from "../state/preview/text-rows.js";
import { lineNumber, type TextWindow } from "../state/preview/text-window.js";
import { fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { StyledLine } from "./styled-line.js";

interface PreviewTextProps {
  readonly preview: Preview;
  readonly text: TextWindow;
  readonly view: TextView;
}

/** The rows of a text in sight, in the colours of its language. */
export function PreviewText({ preview, text, view }: PreviewTextProps) {
  const { top, sought, numbers, facts, mode } = preview;
  const highlight = useHighlighter();
  const language = mode === "pretty" ? "json" : facts?.language;
  const { columns, rows: height, wrap, left } = view;
  const rows = useMemo(
    () => visibleRows(text, top, { columns, rows: height, wrap, left }),
    [text, top, columns, height, wrap, left],
  );
  const first = rows[0]?.line ?? 0;
  const last = rows.at(-1)?.line ?? 0;
  const colours = useMemo(
    () => highlightRows(text, first, last, language, highlight),
    [text, first, last, language, highlight],
  );
  return (
    <Box flexDirection="column">
      {rows.map((row, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
        <Box key={i} height={1}>
          {numbers ? <LineNumber text={text} row={row} /> : null}
          <StyledLine
            runs={styledRuns(
              row.text,
              row,
              colours.get(row.line) ?? [],
              sought === undefined ? [] : matchesIn(row.text, sought),
            )}
          />
        </Box>
      ))}
    </Box>
  );
}

function LineNumber({ text, row }: { readonly text: TextWindow; readonly row: TextRow }) {
  const theme = useTheme();
  const number = row.isFirst ? lineNumber(text, row.line) : undefined;
  return <Text {...theme.faint}>{`${fitRight(number?.toString() ?? "", NUMBER_COLUMNS - 1)} `}</Text>;
}
