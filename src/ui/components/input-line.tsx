import { Box, Text } from "ink";
import type { TextField } from "../state/text-field.js";
import { columnsOf, displayText } from "../text/cell-text.js";
import { truncateEnd, truncateStart } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface InputLineProps {
  readonly label: string;
  readonly field: TextField;
  readonly right: string;
  readonly columns: number;
}

/** A line of text being typed, with a block for the cursor. */
export function InputLine({ label, field, right, columns }: InputLineProps) {
  const theme = useTheme();
  const room = columns - columnsOf(label) - columnsOf(right) - 5;
  const before = truncateStart(field.text.slice(0, field.cursor), room);
  const rest = displayText(field.text.slice(field.cursor));
  const under = rest === "" ? " " : (Array.from(rest)[0] ?? " ");
  const after = truncateEnd(rest.slice(under.length), room - columnsOf(before));
  return (
    <Box height={1} width={columns} justifyContent="space-between">
      <Box flexShrink={0}>
        <Text {...theme.key}> {label} </Text>
        <Text {...theme.title}>{before}</Text>
        <Text inverse>{under}</Text>
        <Text {...theme.title}>{after}</Text>
      </Box>
      <Text {...theme.quiet}>{right} </Text>
    </Box>
  );
}
