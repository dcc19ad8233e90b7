import { formatSize } from "../../../lib/cli/format-size.js";
import { displayText } from "../../text/cell-text.js";
import { spinner } from "../list/list-status.js";
import { previewTitle } from "../preview/preview-words.js";
import { isReading, type Preview } from "../preview/preview.js";
import type { Status } from "../screen-kind.js";
import { isLoading, type DetailsScreen } from "./details-screen.js";

/** What the screen of an object is doing. */
export function detailsStatus(screen: DetailsScreen, nowMs: number): Status {
  if (screen.tab === "preview") return previewStatus(screen.preview, nowMs);
  if (isLoading(screen)) return { tone: "quiet", text: `${spinner(nowMs)} Asking the store` };
  const failed = Object.values(screen.parts).filter((part) => part.state === "failed").length;
  if (failed > 0) return { tone: "problem", text: "Some of it could not be read. R tries again" };
  return { tone: "quiet", text: "" };
}

function previewStatus(preview: Preview, nowMs: number): Status {
  const { sought, soughtByte, missed, problem, status, facts, fault } = preview;
  if (status === "failed") return { tone: "quiet", text: "" };
  const searched = sought === undefined ? "" : displayText(sought.text);
  if (soughtByte !== undefined && facts !== undefined) {
    const far = `${formatSize(soughtByte)} of ${formatSize(facts.totalBytes)}`;
    return { tone: "quiet", text: `${spinner(nowMs)} Searching for ${searched}: ${far}. Esc stops` };
  }
  if (problem !== undefined) return { tone: "problem", text: `${problem.code}: ${problem.message}` };
  if (missed) return { tone: "warning", text: `No more ${searched}` };
  if (fault !== undefined) return { tone: "problem", text: `Damaged: ${displayText(fault)}` };
  const title = previewTitle(preview);
  return {
    tone: "quiet",
    text: isReading(preview) ? `${spinner(nowMs)} ${title === "" ? "Reading" : title}` : title,
  };
}
