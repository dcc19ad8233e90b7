import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { columnsOf } from "../text/cell-text.js";
import { truncateEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface DialogProps {
  readonly title: string;
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
  /** Lines of exactly `columns - 4`: what lies beneath shines through where nothing is written. */
  readonly children: ReactNode;
}

/** A framed box over the screen. */
export function Dialog({ title, left, top, columns, rows, children }: DialogProps) {
  const theme = useTheme();
  const name = truncateEnd(title, columns - 6);
  const line = "─".repeat(Math.max(0, columns - columnsOf(name) - 5));
  return (
    <Box
      position="absolute"
      left={left}
      top={top}
      width={columns}
      height={rows}
      flexDirection="column"
      overflow="hidden"
    >
      <Box>
        <Text {...theme.faint} {...theme.dialog}>
          {"╭─ "}
        </Text>
        <Text {...theme.title} {...theme.dialog}>
          {name}
        </Text>
        <Text {...theme.faint} {...theme.dialog}>
          {` ${line}╮`}
        </Text>
      </Box>
      <Box flexDirection="column" height={rows - 2}>
        {children}
      </Box>
      <Text {...theme.faint} {...theme.dialog}>{`╰${"─".repeat(Math.max(0, columns - 2))}╯`}</Text>
    </Box>
  );
}

/** One line of a dialog, between its borders. */
export function DialogLine({ children }: { readonly children: ReactNode }) {
  const theme = useTheme();
  return (
    <Box height={1}>
      <Text {...theme.faint} {...theme.dialog}>
        {"│ "}
      </Text>
      {children}
      <Text {...theme.faint} {...theme.dialog}>
        {" │"}
      </Text>
    </Box>
  );
}
