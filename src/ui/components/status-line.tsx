import { Box, Text } from "ink";
import type { Status } from "../state/screen-kind.js";
import { columnsOf } from "../text/cell-text.js";
import { truncateEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface StatusLineProps {
  readonly left: Status;
  readonly right: string;
  readonly columns: number;
}

/** What is going on, and how much of it there is. */
export function StatusLine({ left, right, columns }: StatusLineProps) {
  const theme = useTheme();
  const end = truncateEnd(right, Math.floor(columns / 2));
  const start = truncateEnd(left.text, columns - columnsOf(end) - 4);
  return (
    <Box height={1} width={columns} justifyContent="space-between">
      <Text {...theme[left.tone]}> {start}</Text>
      <Text {...theme.quiet}>{end} </Text>
    </Box>
  );
}
