import { Box } from "ink";
import { ColumnTitles } from "../components/column-titles.js";
import { ListRow } from "../components/list-row.js";
import { MessagePanel } from "../components/message-panel.js";
import { ScrollBar } from "../components/scroll-bar.js";
import type { Layout } from "../state/layout.js";
import { planColumns } from "../state/list/list-columns.js";
import { listMessage } from "../state/list/list-message.js";
import { rangeOf } from "../state/list/select-rows.js";
import { LIST_FRAME_COLUMNS, type ListScreen } from "../state/list/list-screen.js";

interface ListScreenViewProps {
  readonly list: ListScreen;
  readonly layout: Layout;
  readonly nowMs: number;
}

/** Buckets, or folders and objects: only the rows in sight exist. */
export function ListScreenView({ list, layout, nowMs }: ListScreenViewProps) {
  const { view, window, location } = list;
  if (view.count === 0) {
    return <MessagePanel {...listMessage(list, nowMs)} columns={layout.columns} rows={layout.bodyRows} />;
  }
  const columns = planColumns(Math.max(1, layout.columns - LIST_FRAME_COLUMNS), location);
  const range = rangeOf(list);
  const shown = Math.min(layout.listRows, view.count - window.top);
  return (
    <Box flexDirection="column" width={layout.columns} height={layout.bodyRows}>
      {layout.columnTitles ? <ColumnTitles columns={columns} sort={view.sort} location={location} /> : null}
      <Box height={layout.listRows}>
        <Box flexDirection="column" width={layout.columns - 1}>
          {Array.from({ length: shown }, (_, i) => {
            const position = window.top + i;
            const id = view.idAt(position);
            const row = view.rows.rowAt(id);
            const inRange = range !== undefined && position >= range.start && position <= range.end;
            return (
              <ListRow
                // The place on the screen is the row's identity: rows change, Ink's boxes stay.
                // oxlint-disable-next-line react/no-array-index-key -- a line of the screen is its place
                key={i}
                {...row}
                columns={columns}
                filter={view.filter}
                underCursor={position === window.cursor}
                selected={inRange || list.selection.has(id)}
              />
            );
          })}
        </Box>
        <ScrollBar top={window.top} count={view.count} height={layout.listRows} />
      </Box>
    </Box>
  );
}
