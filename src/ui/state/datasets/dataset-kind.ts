import { planLayout } from "../layout.js";
import { spinner } from "../list/list-status.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { datasetLines } from "./dataset-lines.js";
import type { DatasetScreen } from "./dataset-screen.js";

/** One dataset. */
export const DATASET_KIND: ScreenKind<DatasetScreen> = {
  layers: () => ["dataset", "moves"],
  crumbs: ({ bucket, name }) => [bucket, "datasets", name],
  address: ({ bucket }) => ({ bucket, key: "" }),
  status: ({ view, uri }, { nowMs }) => {
    if (view.state === "loading") return { tone: "quiet", text: `${spinner(nowMs)} Reading the dataset` };
    if (view.state === "failed") return { tone: "problem", text: view.problem.message };
    return { tone: "quiet", text: uri };
  },
  position: ({ view }) =>
    view.state === "ready" ? `${view.value.summary.itemCount.toLocaleString("en-US")} items` : "",
  busy: ({ view }) => view.state === "loading",
  move: (screen, motion, { size }) => {
    const count = datasetLines(screen, size.columns).length;
    return { ...screen, window: scrollWindow(screen.window, motion, count, planLayout(size).bodyRows) };
  },
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "dataset" && event.requestId === screen.id ? { ...screen, view: event.view } : screen,
};
