import { Box, Text } from "ink";
import type { ListColumns } from "../state/list/list-columns.js";
import type { Location } from "../state/location.js";
import type { SortKey, SortOrder } from "../state/list/row-view.js";
import { fitEnd, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";

interface ColumnTitlesProps {
  readonly columns: ListColumns;
  readonly sort: SortOrder;
  readonly location: Location;
}

/** What the columns hold, with an arrow on the one that the list is sorted by. */
export function ColumnTitles({ columns, sort, location }: ColumnTitlesProps) {
  const theme = useTheme();
  const gap = " ".repeat(columns.gap);
  const buckets = location.kind === "buckets";
  const title = (key: SortKey, text: string) =>
    sort.key === key ? `${text} ${sort.descending ? "↓" : "↑"}` : text;
  const line = [
    ` ${fitEnd(title("name", buckets ? "Bucket" : "Name"), columns.name)}`,
    columns.size > 0 ? gap + fitRight(title("size", "Size"), columns.size) : "",
    columns.modified > 0
      ? gap + fitEnd(title("time", buckets ? "Created" : "Modified"), columns.modified)
      : "",
    columns.storageClass > 0 ? gap + fitEnd(title("class", "Class"), columns.storageClass) : "",
  ].join("");
  return (
    <Box height={1}>
      <Text {...theme.quiet}>{line.trimEnd()}</Text>
    </Box>
  );
}
