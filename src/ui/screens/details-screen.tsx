import { Box } from "ink";
import { useMemo } from "react";
import { DetailsLineView } from "../components/details-line.js";
import { ScrollBar } from "../components/scroll-bar.js";
import {
  detailsLineCount,
  detailsPanes,
  PANE_GAP,
  type DetailsLine,
} from "../state/details/details-lines.js";
import type { DetailsScreen } from "../state/details/details-screen.js";
import type { Layout } from "../state/layout.js";
import { clamp } from "../state/list-window.js";

interface DetailsScreenViewProps {
  readonly screen: DetailsScreen;
  readonly layout: Layout;
  readonly nowMs: number;
}

const MARGIN = 1;

/** What is known about an object, and how it begins. */
export function DetailsScreenView({ screen, layout, nowMs }: DetailsScreenViewProps) {
  const columns = Math.max(1, layout.columns - 2 * MARGIN - 1);
  // Ages are told in minutes at the finest: no need to lay it all out again for every turn of the spinner.
  const minute = Math.floor(nowMs / 60_000) * 60_000;
  const panes = useMemo(() => detailsPanes(screen, columns, minute), [screen, columns, minute]);
  const count = detailsLineCount(panes);
  const top = clamp(screen.window.top, 0, Math.max(0, count - layout.bodyRows));
  return (
    <Box width={layout.columns} height={layout.bodyRows}>
      <Box paddingLeft={MARGIN} width={layout.columns - 1} gap={PANE_GAP}>
        <Pane lines={panes.facts} top={top} rows={layout.bodyRows} columns={panes.factColumns} />
        {panes.preview === undefined ? null : (
          <Pane lines={panes.preview} top={top} rows={layout.bodyRows} columns={panes.previewColumns} />
        )}
      </Box>
      <ScrollBar top={top} count={count} height={layout.bodyRows} />
    </Box>
  );
}

interface PaneProps {
  readonly lines: readonly DetailsLine[];
  readonly top: number;
  readonly rows: number;
  readonly columns: number;
}

function Pane({ lines, top, rows, columns }: PaneProps) {
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
