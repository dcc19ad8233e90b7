import { formatS3Uri } from "../../../lib/s3/uri.js";
import type { ActionName } from "../../keymap/bindings.js";
import { displayText } from "../../text/cell-text.js";
import { scrollByAction } from "../cursor-moves.js";
import { detailsLineCount, detailsPanes } from "./details-lines.js";
import { openDetails, type DetailsScreen } from "./details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { planLayout } from "../layout.js";
import { folderOf } from "../location.js";
import { placeCursor, TOP_OF_LIST } from "../list-window.js";
import { rowAtCursor, type ListScreen } from "../list/list-screen.js";

type DetailsAction = (state: ExplorerState, screen: DetailsScreen) => Transition;

const ACTIONS: Partial<Record<ActionName, DetailsAction>> = {
  "details.leave": goBack,
  "details.next": (state) => step(state, 1),
  "details.previous": (state) => step(state, -1),
  "details.toggle-hex": (state, screen) =>
    settled({ ...state, screen: { ...screen, hex: !screen.hex, window: TOP_OF_LIST } }),
  "place.refresh": (state, screen) => inspect(state, screen, screen.sizeBytes),
  "item.copy-uri": copyUri,
};

/** What a key does on the screen of an object. */
export function runDetailsAction(
  state: ExplorerState,
  screen: DetailsScreen,
  action: ActionName,
): Transition {
  const scrolled = scroll(state, screen, action);
  if (scrolled !== undefined) return settled(scrolled);
  return ACTIONS[action]?.(state, screen) ?? settled(state);
}

function scroll(state: ExplorerState, screen: DetailsScreen, action: ActionName): ExplorerState | undefined {
  const { columns, bodyRows } = planLayout(state.size);
  const count = detailsLineCount(detailsPanes(screen, columns, state.nowMs));
  const window = scrollByAction(action, screen.window, count, bodyRows);
  return window === undefined ? undefined : { ...state, screen: { ...screen, window } };
}

// The list behind moves along, so that leaving ends up where one looked last.
function step(state: ExplorerState, delta: 1 | -1): Transition {
  const list = state.past.at(-1);
  if (list?.kind !== "list" || list.location.kind === "buckets") return settled(state);
  const next = neighbour(list, delta);
  if (next === undefined) {
    const text = delta === 1 ? "This is the last object" : "This is the first object";
    return settled({ ...state, notice: { kind: "warning", text } });
  }
  const moved = {
    ...list,
    window: placeCursor({ ...list.window, cursor: next }, list.view.count, rows(state)),
  };
  const row = rowAtCursor(moved);
  const address = { bucket: list.location.bucket, key: folderOf(list.location.prefix) + (row?.name ?? "") };
  return inspect({ ...state, past: [...state.past.slice(0, -1), moved] }, address, row?.sizeBytes);
}

function neighbour({ view, window }: ListScreen, delta: 1 | -1): number | undefined {
  for (let at = window.cursor + delta; at >= 0 && at < view.count; at += delta) {
    if (view.rows.kindAt(view.idAt(at)) === "object") return at;
  }
  return undefined;
}

function inspect(
  state: ExplorerState,
  { bucket, key }: { readonly bucket: string; readonly key: string },
  sizeBytes: number | undefined,
): Transition {
  const { screen, nextId } = state;
  const hex = screen.kind === "details" && screen.hex;
  const details = { ...openDetails({ bucket, key }, sizeBytes, nextId), hex };
  const stop = screen.kind === "details" ? [{ type: "stop", requestId: screen.id } as const] : [];
  return settled({ ...state, screen: details, nextId: nextId + 1 }, ...stop, { type: "inspect", details });
}

function copyUri(state: ExplorerState, { bucket, key }: DetailsScreen): Transition {
  const text = formatS3Uri({ bucket, key });
  return settled(
    { ...state, notice: { kind: "good", text: `Copied ${displayText(text)}` } },
    { type: "copy", text },
  );
}

function rows(state: ExplorerState): number {
  return planLayout(state.size).listRows;
}
