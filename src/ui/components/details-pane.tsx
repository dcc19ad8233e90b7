import { Box } from "ink";
import type { DetailsLine } from "../state/details/details-lines.js";
import { DetailsLineView } from "./details-line.js";

interface DetailsPaneProps {
  readonly lines: readonly DetailsLine[];
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
}

/** Facts in a column, a window of them. */
export function DetailsPane({ lines, top, rows, columns }: DetailsPaneProps) {
  return (
    <Box flexDirection="column" width={columns} flexShrink={0}>
      {lines.slice(top, top + rows).map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
        <Box key={i} height={1}>
          <DetailsLineView line={line} columns={columns} />
        </Box>
      ))}
    </Box>
  );
}
