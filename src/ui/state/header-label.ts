import { formatCount } from "../../lib/cli/format-size.js";
import type { ExplorerState } from "./explorer-state.js";
import { spinner } from "./list/list-status.js";

/** What stands at the right of the header: what goes on in the background, what is refused, and the store. */
export function headerLabel(state: ExplorerState): string {
  const { store, readOnly } = state;
  return [backgroundText(state), readOnly ? "read-only" : "", store.label]
    .filter((part) => part !== "")
    .join(" · ");
}

function backgroundText({ scans, screen, nowMs }: ExplorerState): string {
  const shown = screen.kind === "usage" ? screen.scan.id : undefined;
  const running = scans.filter(({ status, id }) => status === "running" && id !== shown);
  if (running.length === 0) return "";
  const objects = running.reduce((sum, { survey }) => sum + (survey?.root.objectCount ?? 0), 0);
  return `${spinner(nowMs)} measuring, ${formatCount(objects, "object")}`;
}
