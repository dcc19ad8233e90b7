import { Box, Text } from "ink";
import type { ReactNode } from "react";
import { columnsOf } from "../text/cell-text.js";
import { truncateEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface DialogProps {
  readonly title: string;
  readonly left: number;
  /** Line of the upper border. */
  readonly line: number;
  readonly columns: number;
  readonly rows: number;
  /** Lines of exactly `columns - 4`: what lies beneath shines through where nothing is written. */
  readonly children: ReactNode;
}

/** A framed box over the screen. */
export function Dialog({ title, left, line, columns, rows, children }: DialogProps) {
  const theme = useTheme();
  const name = truncateEnd(title, columns - 6);
  const border = "─".repeat(Math.max(0, columns - columnsOf(name) - 5));
  return (
    <Box
      position="absolute"
      left={left}
      top={line}
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
          {` ${border}╮`}
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

/** A thin line from border to border. */
export function DialogDivider({ columns }: { readonly columns: number }) {
  const theme = useTheme();
  return (
    <Box height={1}>
      <Text {...theme.faint} {...theme.dialog}>{`├${"─".repeat(columns + 2)}┤`}</Text>
    </Box>
  );
}
