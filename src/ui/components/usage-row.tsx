import { Box, Text } from "ink";
import { memo } from "react";
import { formatSize } from "../../lib/cli/format-size.js";
import type { UsageColumns } from "../state/usage/usage-columns.js";
import type { UsageRow } from "../state/usage/usage-rows.js";
import { lineBar } from "../text/line-bar.js";
import { fitEnd, fitName, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface UsageRowViewProps {
  readonly row: UsageRow;
  /** Of the whole, from 0 to 1. */
  readonly share: number;
  /** Of the largest, from 0 to 1: the bar. */
  readonly ofLargest: number;
  readonly columns: UsageColumns;
  readonly underCursor: boolean;
}

/** What one folder, class or age takes up. */
export const UsageRowView = memo(function UsageRowView(props: UsageRowViewProps) {
  const { row, share, ofLargest, columns, underCursor } = props;
  const theme = useTheme();
  const cursor = underCursor ? theme.cursor : {};
  const bar = lineBar(ofLargest, columns.bar);
  const gap = " ".repeat(columns.gap);
  const name = row.kind === "objects" ? "(objects here)" : row.name;
  const style = row.kind === "folder" ? theme.folder : theme.object;
  return (
    <Box height={1}>
      <Text {...theme.key} {...cursor}>
        {underCursor ? "▎" : " "}
      </Text>
      <Text {...theme.text} {...cursor}>
        {fitRight(formatSize(row.totalBytes), columns.size)}
      </Text>
      {columns.percent === 0 ? null : (
        <Text {...theme.quiet} {...cursor}>
          {gap + fitRight(`${(share * 100).toFixed(1)}%`, columns.percent)}
        </Text>
      )}
      {columns.bar === 0 ? null : (
        <>
          <Text {...theme.bar} {...cursor}>
            {gap + bar.filled}
          </Text>
          <Text {...theme.faint} {...cursor}>
            {bar.rest}
          </Text>
        </>
      )}
      {columns.count === 0 ? null : (
        <Text {...theme.quiet} {...cursor}>
          {gap + fitRight(row.objectCount.toLocaleString("en-US"), columns.count)}
        </Text>
      )}
      <Text {...style} {...cursor}>
        {gap}
        {fitName(name, [], columns.name)
          .map(({ text }) => text)
          .join("")}
        {fitEnd("", 1)}
      </Text>
    </Box>
  );
});
