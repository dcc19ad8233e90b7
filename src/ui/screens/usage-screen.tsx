import { Box } from "ink";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import { TabStrip } from "../components/tab-strip.js";
import { UsageRowView } from "../components/usage-row.js";
import type { Layout } from "../state/layout.js";
import { spinner } from "../state/list/list-status.js";
import { planUsageColumns } from "../state/usage/usage-columns.js";
import { USAGE_HEAD_LINES } from "../state/usage/usage-height.js";
import type { UsageScreen } from "../state/usage/usage-screen.js";

interface UsageScreenViewProps {
  readonly screen: UsageScreen;
  readonly layout: Layout;
  readonly nowMs: number;
}

/** The cursor's mark and two blanks on the left and right, and the scroll bar. */
const FRAME_COLUMNS = 4;

/** Bars for what takes up the space. */
export function UsageScreenView({ screen, layout, nowMs }: UsageScreenViewProps) {
  const { by, table, window } = screen;
  const rows = Math.max(1, layout.bodyRows - USAGE_HEAD_LINES);
  const columns = planUsageColumns(Math.max(1, layout.columns - FRAME_COLUMNS));
  const largest = table.rows.reduce((most, { totalBytes }) => Math.max(most, totalBytes), 0);
  const tabs = [
    { key: "1", label: "folders", isOpen: by === "folder" },
    { key: "2", label: "storage classes", isOpen: by === "class" },
    { key: "3", label: "ages", isOpen: by === "age" },
  ];
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      <TabStrip tabs={tabs} columns={layout.columns} />
      {table.rows.length === 0 ? (
        <MessagePanel {...message(screen, nowMs)} columns={layout.columns} rows={rows} />
      ) : (
        <Box height={rows}>
          <Box flexDirection="column" width={layout.columns - 1}>
            {table.rows.slice(window.top, window.top + rows).map((row, i) => (
              <UsageRowView
                // The place on the screen is the row's identity: rows change, Ink's boxes stay.
                // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
                key={i}
                row={row}
                share={table.totalBytes === 0 ? 0 : row.totalBytes / table.totalBytes}
                ofLargest={largest === 0 ? 0 : row.totalBytes / largest}
                columns={columns}
                underCursor={window.top + i === window.cursor}
              />
            ))}
          </Box>
          <ScrollBar top={window.top} count={table.rows.length} height={rows} />
        </Box>
      )}
    </Box>
  );
}

function message({ scan }: UsageScreen, nowMs: number) {
  if (scan.status === "failed" && scan.problem !== undefined) {
    const { code, message: text, hints } = scan.problem;
    return { kind: "problem", title: code, lines: [text, "", ...hints, "R measures it again"] } as const;
  }
  if (scan.status === "running") {
    return { kind: "quiet", title: `${spinner(nowMs)} Measuring`, lines: [""] } as const;
  }
  return { kind: "quiet", title: "Nothing here takes up space", lines: [] } as const;
}
