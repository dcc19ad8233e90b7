import { AwaitedPanel } from "../components/awaited-panel.js";
import { TONED_LINES_FRAME, TonedLines } from "../components/toned-lines.js";
import { datasetLines } from "../state/datasets/dataset-lines.js";
import type { DatasetScreen } from "../state/datasets/dataset-screen.js";
import type { Layout } from "../state/layout.js";

interface DatasetScreenViewProps {
  readonly screen: DatasetScreen;
  readonly layout: Layout;
}

/** One dataset: what it is, annotations, README, items. */
export function DatasetScreenView({ screen, layout }: DatasetScreenViewProps) {
  const { view, window } = screen;
  const { columns, bodyRows: rows } = layout;
  if (view.state !== "ready")
    return <AwaitedPanel awaited={view} doing="Reading…" columns={columns} rows={rows} />;
  return (
    <TonedLines lines={datasetLines(screen, columns - TONED_LINES_FRAME)} window={window} layout={layout} />
  );
}
