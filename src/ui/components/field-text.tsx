import { Text } from "ink";
import type { TextField } from "../state/text-field.js";
import { columnsOf, displayText } from "../text/cell-text.js";
import { fitEnd, truncateEnd, truncateStart } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface FieldTextProps {
  readonly field: TextField;
  /** Shown while nothing is written. */
  readonly placeholder?: string;
  readonly columns: number;
}

/** A line of text being typed, with a block for the cursor, on a dialog's ground; exactly `columns` wide. */
export function FieldText({ field, placeholder = "", columns }: FieldTextProps) {
  const theme = useTheme();
  const before = truncateStart(field.text.slice(0, field.cursor), Math.max(0, columns - 2));
  const rest = displayText(field.text.slice(field.cursor));
  const under = rest === "" ? " " : (Array.from(rest)[0] ?? " ");
  const room = Math.max(0, columns - columnsOf(before) - columnsOf(under));
  const empty = field.text === "" && placeholder !== "";
  const after = empty ? fitEnd(placeholder, room) : fitEnd(truncateEnd(rest.slice(under.length), room), room);
  return (
    <>
      <Text {...theme.title} {...theme.dialog}>
        {before}
      </Text>
      <Text {...theme.dialog} inverse>
        {under}
      </Text>
      <Text {...(empty ? theme.quiet : theme.title)} {...theme.dialog}>
        {after}
      </Text>
    </>
  );
}
