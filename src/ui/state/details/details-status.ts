import { isLoading, type DetailsScreen } from "./details-screen.js";
import { spinner } from "../list/list-status.js";
import type { Status } from "../screen-kind.js";

/** What the screen of an object is doing. */
export function detailsStatus(screen: DetailsScreen, nowMs: number): Status {
  if (isLoading(screen)) return { tone: "quiet", text: `${spinner(nowMs)} Asking the store` };
  const failed = Object.values(screen.parts).filter((part) => part.state === "failed").length;
  if (failed > 0) return { tone: "problem", text: "Some of it could not be read. R tries again" };
  return { tone: "quiet", text: "" };
}
