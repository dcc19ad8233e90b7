import { AwaitedPanel } from "../components/awaited-panel.js";
import { TONED_LINES_FRAME, TonedLines } from "../components/toned-lines.js";
import { grantsLines } from "../state/grants/grants-lines.js";
import type { GrantsScreen } from "../state/grants/grants-screen.js";
import type { Layout } from "../state/layout.js";

interface GrantsScreenViewProps {
  readonly screen: GrantsScreen;
  readonly layout: Layout;
}

/** Instance, locations and grants, or who reaches a place and why. */
export function GrantsScreenView({ screen, layout }: GrantsScreenViewProps) {
  const { survey, window } = screen;
  const { columns, bodyRows: rows } = layout;
  if (survey.state !== "ready")
    return <AwaitedPanel awaited={survey} doing="Reading…" columns={columns} rows={rows} />;
  return (
    <TonedLines lines={grantsLines(screen, columns - TONED_LINES_FRAME)} window={window} layout={layout} />
  );
}
