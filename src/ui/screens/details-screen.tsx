import { Box } from "ink";
import { useMemo } from "react";
import { DetailsPane } from "../components/details-pane.js";
import { PreviewBody } from "../components/preview-body.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { TabStrip } from "../components/tab-strip.js";
import { VersionRows } from "../components/version-rows.js";
import { detailsLineCount, detailsPanes, PANE_GAP, sideLines } from "../state/details/details-lines.js";
import { planDetails, SIDE_GAP } from "../state/details/details-room.js";
import { TABS, type DetailsScreen } from "../state/details/details-screen.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { clamp } from "../state/list-window.js";

interface DetailsScreenViewProps {
  readonly screen: DetailsScreen;
  readonly size: TerminalSize;
  readonly nowMs: number;
}

const LABELS = { preview: "Content", details: "Details", versions: "Versions" } as const;

/** One object: its content, what is known about it, or its versions. */
export function DetailsScreenView({ screen, size, nowMs }: DetailsScreenViewProps) {
  const room = planDetails(size, screen.tab);
  // Ages are told in minutes at the finest: no need to lay it all out again for every turn of the spinner.
  const minute = Math.floor(nowMs / 60_000) * 60_000;
  const tabs = TABS.map((tab, i) => ({
    key: (i + 1).toString(),
    label: LABELS[tab],
    isOpen: tab === screen.tab,
  }));
  return (
    <Box flexDirection="column" width={size.columns} height={room.rows + (room.tabs ? 2 : 0)}>
      {room.tabs ? <TabStrip tabs={tabs} columns={size.columns} /> : null}
      {screen.tab === "preview" ? <PreviewTab screen={screen} size={size} nowMs={minute} /> : null}
      {screen.tab === "details" ? <DetailsTab screen={screen} size={size} nowMs={minute} /> : null}
      {screen.tab === "versions" ? (
        <VersionRows screen={screen} rows={room.rows} columns={room.columns} nowMs={minute} />
      ) : null}
    </Box>
  );
}

function PreviewTab({ screen, size, nowMs }: DetailsScreenViewProps) {
  const { rows, columns, sideColumns } = planDetails(size, "preview");
  return (
    <Box height={rows}>
      <PreviewBody preview={screen.preview} size={size} rows={rows} columns={columns} />
      {sideColumns === 0 ? null : (
        <Box paddingLeft={SIDE_GAP}>
          <DetailsPane
            lines={sideLines(screen, sideColumns - 1, nowMs)}
            top={0}
            rows={rows}
            columns={sideColumns - 1}
          />
        </Box>
      )}
    </Box>
  );
}

function DetailsTab({ screen, size, nowMs }: DetailsScreenViewProps) {
  const { rows, columns } = planDetails(size, "details");
  const panes = useMemo(() => detailsPanes(screen, columns, nowMs), [screen, columns, nowMs]);
  const count = detailsLineCount(panes);
  const top = clamp(screen.window.top, 0, Math.max(0, count - rows));
  return (
    <Box height={rows} width={columns + 2}>
      <Box paddingLeft={1} width={columns + 1} gap={PANE_GAP}>
        <DetailsPane lines={panes.facts} top={top} rows={rows} columns={panes.factColumns} />
        {panes.more === undefined ? null : (
          <DetailsPane lines={panes.more} top={top} rows={rows} columns={panes.moreColumns} />
        )}
      </Box>
      <ScrollBar top={top} count={count} height={rows} />
    </Box>
  );
}
