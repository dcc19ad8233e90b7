import { Box, Text } from "ink";
import { memo } from "react";
import type { Preview } from "../state/preview/preview.js";
import type { Table } from "../state/preview/table.js";
import { COLUMN_GAP, placeColumns, type PlacedColumn } from "../state/preview/table-columns.js";
import { fitEnd, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface PreviewTableProps {
  readonly preview: Preview;
  readonly table: Table;
  readonly rows: number;
  readonly columns: number;
}

const ROW_NUMBER_COLUMNS = 7;

/** Rows of cells under their names; the row of the cursor is marked. */
export function PreviewTable({ preview: { window, left }, table, rows, columns }: PreviewTableProps) {
  const theme = useTheme();
  const placed = placeColumns(table, left, columns - ROW_NUMBER_COLUMNS - 1);
  const isCut = (placed.at(-1)?.index ?? 0) < table.columns.length - 1;
  const shown = table.rows.slice(window.top, window.top + rows);
  return (
    <Box flexDirection="column">
      <Box height={1}>
        <Text {...theme.faint}>{fitRight(left > 0 ? "◂ " : "", ROW_NUMBER_COLUMNS)}</Text>
        <Text {...theme.title}>{` ${placed.map(cellOfTitle).join(" ".repeat(COLUMN_GAP))}`}</Text>
        {isCut ? <Text {...theme.faint}> ▸</Text> : null}
      </Box>
      {shown.map((cells, i) => (
        <TableRow
          // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
          key={i}
          number={window.top + i + 1}
          cells={cells}
          placed={placed}
          underCursor={window.top + i === window.cursor}
        />
      ))}
    </Box>
  );
}

interface TableRowProps {
  readonly number: number;
  readonly cells: readonly string[];
  readonly placed: readonly PlacedColumn[];
  readonly underCursor: boolean;
}

const TableRow = memo(function TableRow({ number, cells, placed, underCursor }: TableRowProps) {
  const theme = useTheme();
  const ground = underCursor ? theme.cursor : {};
  const text = placed.map((column) => cellOf(cells[column.index] ?? "", column)).join(" ".repeat(COLUMN_GAP));
  return (
    <Box height={1}>
      <Text {...theme.faint} {...ground}>
        {fitRight(number.toString(), ROW_NUMBER_COLUMNS - 1)}{" "}
      </Text>
      <Text {...theme.text} {...ground}>
        {` ${underCursor ? text : text.trimEnd()}`}
      </Text>
    </Box>
  );
});

function cellOf(cell: string, { isNumeric, width }: PlacedColumn): string {
  return isNumeric ? fitRight(cell.trim(), width) : fitEnd(cell, width);
}

function cellOfTitle({ name, isNumeric, width }: PlacedColumn): string {
  return isNumeric ? fitRight(name, width) : fitEnd(name, width);
}
