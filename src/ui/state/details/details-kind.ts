import type { S3Uri } from "../../../lib/s3/uri.js";
import type { ScreenContext, ScreenKind } from "../screen-kind.js";
import { DELIMITER } from "../location.js";
import { moveWindow, scrollWindow, type Motion } from "../motion.js";
import { takeAnswer } from "../preview/preview-answer.js";
import { movePreview } from "../preview/preview-moves.js";
import { previewPosition } from "../preview/preview-words.js";
import { isReading, shownText, type Preview } from "../preview/preview.js";
import type { LayerName } from "../../actions/action.js";
import type { ExplorerEffect } from "../explorer-state.js";
import { detailsLineCount, detailsPanes } from "./details-lines.js";
import { planDetails, previewView } from "./details-room.js";
import { isLoading, takePart, type DetailsScreen } from "./details-screen.js";
import { detailsStatus } from "./details-status.js";

/** One object: its content, what is known about it, its versions. */
export const DETAILS_KIND: ScreenKind<DetailsScreen> = {
  layers: layersOf,
  crumbs: ({ bucket, key, preview }) => [
    bucket,
    ...key.split(DELIMITER),
    ...(preview.entry?.split(DELIMITER) ?? []),
  ],
  address: ({ bucket, key }): S3Uri => ({ bucket, key }),
  status: (screen, { nowMs }) => detailsStatus(screen, nowMs),
  position: positionOf,
  busy: (screen) => isLoading(screen) || isReading(screen.preview),
  move,
  resize: (screen) => screen,
  receive: (screen, event, context) => {
    if (event.type === "part" && event.detailsId === screen.id) return takePart(screen, event);
    if (event.type !== "previewed" || event.previewId !== screen.preview.id) return screen;
    const view = previewView(screen.preview, context.size);
    return { ...screen, preview: takeAnswer(screen.preview, event.answer, view) };
  },
  pending: ({ preview }) => pendingRead(preview),
  field: {
    of: ({ tab, preview }) => (tab === "preview" ? preview.typing : undefined),
    change: (screen, typing) => ({ ...screen, preview: { ...screen.preview, typing } }),
  },
};

function layersOf({ tab, preview }: DetailsScreen): readonly LayerName[] {
  if (tab === "versions") return ["versions", "details", "tools", "moves"];
  if (tab === "details") return ["details", "tools", "moves"];
  if (preview.typing !== undefined) return ["search"];
  const found: readonly LayerName[] = preview.sought === undefined ? [] : ["found"];
  return [
    ...found,
    ...(scrollsSideways(preview) ? (["sideways"] as const) : []),
    "preview",
    "details",
    "tools",
    "moves",
  ];
}

function scrollsSideways(preview: Preview): boolean {
  return preview.mode === "table" || (shownText(preview) !== undefined && !preview.wrap);
}

function positionOf(screen: DetailsScreen): string {
  if (screen.tab === "preview") return previewPosition(screen.preview);
  if (screen.tab === "details" || screen.parts.versions.state !== "ready") return "";
  const { entries, more } = screen.parts.versions.value;
  return `${(screen.versionsWindow.cursor + 1).toString()}/${entries.length.toLocaleString("en-US")}${more ? "+" : ""}`;
}

function move(screen: DetailsScreen, motion: Motion, context: ScreenContext): DetailsScreen {
  const { rows, columns } = planDetails(context.size, screen.tab);
  if (screen.tab === "preview") {
    return {
      ...screen,
      preview: movePreview(screen.preview, motion, previewView(screen.preview, context.size)),
    };
  }
  if (screen.tab === "details") {
    const count = detailsLineCount(detailsPanes(screen, columns, context.nowMs));
    return { ...screen, window: scrollWindow(screen.window, motion, count, rows) };
  }
  const count = screen.parts.versions.state === "ready" ? screen.parts.versions.value.entries.length : 0;
  return { ...screen, versionsWindow: moveWindow(screen.versionsWindow, motion, count, rows - 1) };
}

function pendingRead({ id, object, facts, reading }: Preview): readonly ExplorerEffect[] {
  if (reading === undefined || facts === undefined) return [];
  return [{ type: "read-preview", preview: { id, object, facts }, request: reading }];
}
