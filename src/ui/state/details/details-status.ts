import { isLoading, type DetailsScreen } from "./details-screen.js";
import type { Notice } from "../explorer-state.js";
import { spinner, type Status } from "../list/list-status.js";

/** What the screen of an object is doing. */
export function detailsStatus(screen: DetailsScreen, notice: Notice | undefined, nowMs: number): Status {
  if (notice !== undefined) return { tone: notice.kind, text: notice.text };
  if (isLoading(screen)) return { tone: "quiet", text: `${spinner(nowMs)} Asking the store` };
  const failed = Object.values(screen.parts).filter((part) => part.state === "failed").length;
  if (failed > 0) return { tone: "problem", text: "Some of it could not be read. R tries again" };
  return { tone: "quiet", text: "" };
}
