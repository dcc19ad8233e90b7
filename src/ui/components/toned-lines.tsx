import { Box, Text } from "ink";
import type { Layout } from "../state/layout.js";
import type { ListWindow } from "../state/list-window.js";
import type { TonedLine } from "../state/toned-line.js";
import { useTheme } from "../theme/theme-context.js";
import { ScrollBar } from "./scroll-bar.js";

/** The gap before the lines, one after them, and the scroll bar. */
export const TONED_LINES_FRAME = 3;

interface TonedLinesProps {
  /** Each at most the layout's columns less {@link TONED_LINES_FRAME} wide. */
  readonly lines: readonly TonedLine[];
  readonly window: ListWindow;
  readonly layout: Layout;
}

/** The lines in sight of a screen that is read, with a scroll bar. */
export function TonedLines({ lines, window, layout }: TonedLinesProps) {
  const theme = useTheme();
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box flexDirection="column" width={layout.columns - 1} paddingLeft={1}>
        {lines.slice(window.top, window.top + layout.bodyRows).map(({ tone, text }, i) => (
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          <Text key={i} {...theme[tone]}>
            {text === "" ? " " : text}
          </Text>
        ))}
      </Box>
      <ScrollBar top={window.top} count={lines.length} height={layout.bodyRows} />
    </Box>
  );
}
