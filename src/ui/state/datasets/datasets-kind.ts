import { formatCount } from "../../../lib/cli/format-size.js";
import { settled } from "../explorer-state.js";
import { planLayout } from "../layout.js";
import { placeCursor } from "../list-window.js";
import { spinner } from "../list/list-status.js";
import { moveWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { datasetCount, type DatasetsScreen } from "./datasets-screen.js";

/** The datasets of a bucket. */
export const DATASETS_KIND: ScreenKind<DatasetsScreen> = {
  layers: () => ["datasets", "moves"],
  crumbs: ({ bucket }) => [bucket, "datasets"],
  address: ({ bucket }) => ({ bucket, key: "" }),
  status: ({ found }, { nowMs }) => {
    if (found.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Looking for datasets` };
    if (found.state === "failed") return { tone: "problem", text: found.problem.message };
    const broken = found.value.filter(({ kind }) => kind !== "dataset").length;
    return broken === 0
      ? { tone: "quiet", text: formatCount(found.value.length, "dataset") }
      : {
          tone: "warning",
          text: `${formatCount(broken, "entry", "entries")} that cannot be read as datasets`,
        };
  },
  position: (screen) => {
    const count = datasetCount(screen);
    return count === 0 ? "" : `${(screen.window.cursor + 1).toString()}/${count.toString()}`;
  },
  busy: ({ found }) => found.state === "loading",
  move: (screen, motion, { size }) => ({
    ...screen,
    window: moveWindow(screen.window, motion, datasetCount(screen), planLayout(size).bodyRows),
  }),
  resize: (screen, { size }) => ({
    ...screen,
    window: placeCursor(screen.window, datasetCount(screen), planLayout(size).bodyRows),
  }),
  receive: (screen, event) =>
    event.type === "datasets" && event.requestId === screen.id ? { ...screen, found: event.found } : screen,
  click: (state, screen, { line }) => {
    const cursor = screen.window.top + line;
    const count = datasetCount(screen);
    if (cursor >= count) return settled(state);
    const window = placeCursor({ ...screen.window, cursor }, count, planLayout(state.size).bodyRows);
    return settled({ ...state, screen: { ...screen, window } });
  },
};
