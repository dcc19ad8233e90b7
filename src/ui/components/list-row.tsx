import { Box, Text } from "ink";
import { memo } from "react";
import { formatSize } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import type { ListColumns } from "../state/list/list-columns.js";
import type { RowFilter } from "../state/list/row-filter.js";
import type { RowKind } from "../state/list/row-store.js";
import { fitEnd, fitName, fitRight, type TextRun } from "../text/fit-text.js";
import type { TextStyle, Theme } from "../theme/theme.js";
import { useTheme } from "../theme/theme-context.js";

interface ListRowProps {
  readonly kind: RowKind;
  readonly name: string;
  readonly sizeBytes: number | undefined;
  readonly modifiedMs: number | undefined;
  readonly storageClass: string | undefined;
  readonly columns: ListColumns;
  readonly filter: RowFilter | undefined;
  readonly underCursor: boolean;
  readonly selected: boolean;
}

const NO_MATCHES = [] as const;
const CURSOR_MARK = "▎";
const SELECTED_MARK = "●";

/**
 * One row. Redrawn only when something in it changes. Ink looks at each character of a frame, blanks too: only the
 * cursor's row, whose ground is coloured, is padded.
 */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { columns, underCursor, selected } = props;
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  return (
    <Box height={1}>
      <Box width={1 + columns.name} flexShrink={0} paddingLeft={underCursor || selected ? 0 : 1}>
        {underCursor || selected ? (
          <Text {...(selected ? theme.selected : theme.key)} {...cursor}>
            {selected ? SELECTED_MARK : CURSOR_MARK}
          </Text>
        ) : null}
        {nameRuns(props).map((run, i) => (
          <Text key={`${i.toString()}${run.text}`} {...nameStyle(theme, props, run)} {...cursor}>
            {run.text}
          </Text>
        ))}
      </Box>
      {columns.size > 0 ? (
        <Text {...theme.text} {...cursor}>
          {sizeCell(props)}
        </Text>
      ) : null}
      <Text {...theme.quiet} {...cursor}>
        {otherCells(props)}
      </Text>
    </Box>
  );
});

function nameRuns({ name, filter, columns, underCursor }: ListRowProps): readonly TextRun[] {
  const shown = name === "" ? "(the folder itself)" : name;
  const runs = fitName(shown, filter?.ranges(name) ?? NO_MATCHES, columns.name);
  const last = runs.at(-1);
  if (underCursor || last === undefined) return runs;
  return [...runs.slice(0, -1), { ...last, text: last.text.trimEnd() }];
}

function nameStyle(theme: Theme, { kind, selected }: ListRowProps, { matched }: TextRun): TextStyle {
  if (matched) return theme.match;
  if (selected) return theme.selected;
  if (kind === "deleted") return theme.deleted;
  if (kind === "prefix") return theme.folder;
  return kind === "bucket" ? theme.bucket : theme.object;
}

function sizeCell({ kind, sizeBytes, columns }: ListRowProps): string {
  const known = sizeBytes === undefined ? "" : formatSize(sizeBytes);
  const size = kind === "deleted" ? "deleted" : known;
  return " ".repeat(columns.gap) + fitRight(size, columns.size);
}

function otherCells({ modifiedMs, storageClass, columns, underCursor }: ListRowProps): string {
  const gap = " ".repeat(columns.gap);
  const modified =
    modifiedMs === undefined ? "" : formatTime(new Date(modifiedMs)).slice(0, columns.modified);
  const cells = [
    columns.modified > 0 ? gap + fitEnd(modified, columns.modified) : "",
    columns.storageClass > 0 ? gap + fitEnd(storageClass ?? "", columns.storageClass) : "",
  ].join("");
  return underCursor ? `${cells} ` : cells.trimEnd();
}
