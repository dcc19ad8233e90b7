import { planLayout } from "../layout.js";
import { DELIMITER } from "../location.js";
import { scrollWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import { detailsLineCount, detailsPanes } from "./details-lines.js";
import { isLoading, takePart, type DetailsScreen } from "./details-screen.js";
import { detailsStatus } from "./details-status.js";

/** One object. */
export const DETAILS_KIND: ScreenKind<DetailsScreen> = {
  layers: () => ["details", "moves"],
  crumbs: ({ bucket, key }) => [bucket, ...key.split(DELIMITER)],
  address: ({ bucket, key }) => ({ bucket, key }),
  status: (screen, { nowMs }) => detailsStatus(screen, nowMs),
  position: () => "",
  busy: isLoading,
  move: (screen, motion, { size, nowMs }) => {
    const { columns, bodyRows } = planLayout(size);
    const count = detailsLineCount(detailsPanes(screen, columns, nowMs));
    return { ...screen, window: scrollWindow(screen.window, motion, count, bodyRows) };
  },
  resize: (screen) => screen,
  receive: (screen, event) =>
    event.type === "part" && event.detailsId === screen.id ? takePart(screen, event) : screen,
};
