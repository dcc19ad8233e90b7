import { Box, Text } from "ink";
import { AwaitedPanel } from "../components/awaited-panel.js";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import type { DiffLine } from "../state/diff/diff-lines.js";
import type { DiffScreen } from "../state/diff/diff-screen.js";
import type { Layout } from "../state/layout.js";
import { fitEnd, fitRight, truncateEnd } from "../text/fit-text.js";
import type { TextStyle, Theme } from "../theme/theme.js";
import { useTheme } from "../theme/theme-context.js";

interface DiffScreenViewProps {
  readonly screen: DiffScreen;
  readonly layout: Layout;
}

const NUMBER_COLUMNS = 6;

/** What is different between two versions of a text. */
export function DiffScreenView({ screen, layout }: DiffScreenViewProps) {
  const { lines, window } = screen;
  const room = { columns: layout.columns, rows: layout.bodyRows };
  if (lines.state !== "ready") return <AwaitedPanel awaited={lines} doing="Reading…" {...room} />;
  if (lines.value.length === 0)
    return (
      <MessagePanel
        kind="quiet"
        title="No difference"
        lines={["Both versions have the same text"]}
        {...room}
      />
    );
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box flexDirection="column" width={layout.columns - 1} paddingLeft={1}>
        {lines.value.slice(window.top, window.top + layout.bodyRows).map((line, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          <DiffRow key={i} line={line} columns={layout.columns - 3} />
        ))}
      </Box>
      <ScrollBar top={window.top} count={lines.value.length} height={layout.bodyRows} />
    </Box>
  );
}

const MARKS = { added: "+", removed: "-", same: " ", hunk: " ", note: "\\" } as const;

function DiffRow({ line, columns }: { readonly line: DiffLine; readonly columns: number }) {
  const theme = useTheme();
  if (line.kind === "hunk") {
    const title = `── ${line.text} `;
    return (
      <Text {...theme.faint}>{fitEnd(title + "─".repeat(Math.max(0, columns - title.length)), columns)}</Text>
    );
  }
  const numbers = [line.older, line.newer].map((number) =>
    fitRight(number?.toString() ?? "", NUMBER_COLUMNS),
  );
  const room = Math.max(1, columns - 2 * NUMBER_COLUMNS - 4);
  return (
    <Box height={1}>
      <Text {...theme.faint}>{numbers.join("")} </Text>
      <Text {...styleOf(theme, line.kind)}>
        {MARKS[line.kind]} {truncateEnd(line.text, room)}
      </Text>
    </Box>
  );
}

function styleOf(theme: Theme, kind: DiffLine["kind"]): TextStyle {
  if (kind === "added") return theme.good;
  return kind === "removed" ? theme.problem : kind === "note" ? theme.quiet : theme.text;
}
