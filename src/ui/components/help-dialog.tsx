import { Text } from "ink";
import type { HelpEntry } from "../state/help-entries.js";
import { placeCursor } from "../state/list-window.js";
import type { TextField } from "../state/text-field.js";
import { fitEnd, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { Dialog, DialogLine } from "./dialog.js";

interface HelpDialogProps {
  readonly query: TextField;
  readonly entries: readonly HelpEntry[];
  readonly cursor: number;
  readonly columns: number;
  readonly rows: number;
}

const WIDEST = 76;
const KEY_COLUMNS = 20;
const GROUP_COLUMNS = 9;
/** Borders, the search line and the line under it. */
const FRAME_ROWS = 4;

/** What every key does here; typing narrows it down, Enter runs the marked line. */
export function HelpDialog({ query, entries, cursor, columns, rows }: HelpDialogProps) {
  const theme = useTheme();
  const width = Math.min(WIDEST, columns);
  const height = Math.min(Math.max(entries.length, 1) + FRAME_ROWS, rows);
  const listRows = Math.max(1, height - FRAME_ROWS);
  const { top } = placeCursor({ cursor, top: 0 }, entries.length, listRows);
  const inner = Math.max(1, width - 4);
  const place = { left: Math.floor((columns - width) / 2), top: Math.floor((rows - height) / 2) };
  return (
    <Dialog title="Keys" {...place} columns={width} rows={height}>
      <DialogLine>
        <Text {...theme.key} {...theme.dialog}>
          {fitEnd(query.text === "" ? "▏type to search" : `${query.text}▏`, inner)}
        </Text>
      </DialogLine>
      <DialogLine>
        <Text {...theme.faint} {...theme.dialog}>
          {"─".repeat(inner)}
        </Text>
      </DialogLine>
      {entries.length === 0 ? <NoEntry columns={inner} /> : null}
      {entries.slice(top, top + listRows).map((entry, i) => (
        <HelpLine
          key={`${entry.group}${entry.action}${entry.keys}`}
          entry={entry}
          columns={inner}
          underCursor={top + i === cursor}
        />
      ))}
    </Dialog>
  );
}

function HelpLine({ entry, columns, underCursor }: HelpLineProps) {
  const theme = useTheme();
  const ground = underCursor ? theme.cursor : theme.dialog;
  const group = columns > KEY_COLUMNS + GROUP_COLUMNS + 24 ? GROUP_COLUMNS : 0;
  const keys = Math.min(KEY_COLUMNS, Math.floor(columns / 3));
  return (
    <DialogLine>
      <Text {...theme.key} {...ground}>
        {fitEnd(entry.keys, keys)}
      </Text>
      <Text {...theme.text} {...ground}>
        {fitEnd(entry.does, columns - keys - group)}
      </Text>
      <Text {...theme.quiet} {...ground}>
        {fitRight(entry.group, group)}
      </Text>
    </DialogLine>
  );
}

interface HelpLineProps {
  readonly entry: HelpEntry;
  readonly columns: number;
  readonly underCursor: boolean;
}

function NoEntry({ columns }: { readonly columns: number }) {
  const theme = useTheme();
  return (
    <DialogLine>
      <Text {...theme.quiet} {...theme.dialog}>
        {fitEnd("No key does that here", columns)}
      </Text>
    </DialogLine>
  );
}
