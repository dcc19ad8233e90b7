import { Box, Text } from "ink";
import { memo } from "react";
import { formatSize } from "../../lib/cli/format-size.js";
import { formatTime } from "../../lib/cli/format-time.js";
import type { ListColumns } from "../state/list-columns.js";
import type { NameFilter } from "../state/name-filter.js";
import type { RowKind } from "../state/row-store.js";
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
  readonly filter: NameFilter | undefined;
  readonly underCursor: boolean;
}

const NO_MATCHES = [] as const;
const CURSOR_MARK = "▎";

/** One row, padded to its full width. Redrawn only when something in it changes. */
export const ListRow = memo(function ListRow(props: ListRowProps) {
  const { kind, name, columns, filter, underCursor } = props;
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  const runs = fitName(
    name === "" ? "(the folder itself)" : name,
    filter?.ranges(name) ?? NO_MATCHES,
    columns.name,
  );
  return (
    <Box height={1}>
      {underCursor ? (
        <Text {...theme.key} {...cursor}>
          {CURSOR_MARK}
        </Text>
      ) : (
        <Text> </Text>
      )}
      {runs.map((run, i) => (
        <Text key={`${i.toString()}${run.text}`} {...nameStyle(theme, kind, run)} {...cursor}>
          {run.text}
        </Text>
      ))}
      {cells(props, theme).map(({ text, style, id }) => (
        <Text key={id} {...style} {...cursor}>
          {text}
        </Text>
      ))}
      <Text {...cursor}> </Text>
    </Box>
  );
});

function nameStyle(theme: Theme, kind: RowKind, { matched }: TextRun): TextStyle {
  if (matched) return theme.match;
  if (kind === "prefix") return theme.folder;
  return kind === "bucket" ? theme.bucket : theme.object;
}

function cells({ columns, sizeBytes, modifiedMs, storageClass }: ListRowProps, theme: Theme) {
  const gap = " ".repeat(columns.gap);
  const size = sizeBytes === undefined ? "" : formatSize(sizeBytes);
  const modified = modifiedMs === undefined ? "" : formatTime(new Date(modifiedMs));
  return [
    { id: "size", text: gap + fitRight(size, columns.size), style: theme.text, width: columns.size },
    {
      id: "modified",
      text: gap + fitEnd(modified.slice(0, columns.modified), columns.modified),
      style: theme.quiet,
      width: columns.modified,
    },
    {
      id: "class",
      text: gap + fitEnd(storageClass ?? "", columns.storageClass),
      style: theme.quiet,
      width: columns.storageClass,
    },
  ].filter(({ width }) => width > 0);
}
