import type { Action } from "../../actions/action.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, screenBehind, withScreenBehind } from "../history.js";
import { listHeight, rowAtCursor, type ListScreen } from "../list/list-screen.js";
import { placeCursor, TOP_OF_LIST } from "../list-window.js";
import { folderOf } from "../location.js";
import { openDetails, type DetailsScreen } from "./details-screen.js";

/** What keys do on the screen of an object. */
export const DETAILS_ACTIONS: readonly Action[] = [
  {
    id: "details.leave",
    title: "Go back to the list",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
  {
    id: "details.next",
    title: "Show the next object",
    keys: ["n", "J"],
    hint: { label: "next", priority: 3 },
    run: (state) => step(state, 1),
  },
  {
    id: "details.previous",
    title: "Show the previous object",
    keys: ["p", "K"],
    hint: { label: "previous", priority: 4 },
    run: (state) => step(state, -1),
  },
  {
    id: "details.toggle-hex",
    title: "Show the preview as text or as bytes",
    keys: ["v"],
    hint: { label: "text/hex", priority: 5 },
    run: onDetails((state, screen) =>
      settled({ ...state, screen: { ...screen, hex: !screen.hex, window: TOP_OF_LIST } }),
    ),
  },
  {
    id: "details.refresh",
    title: "Ask for it again",
    keys: ["R"],
    hint: { label: "refresh", priority: 7 },
    run: onDetails((state, screen) => inspect(state, screen, screen.sizeBytes)),
    command: ({ screen }) =>
      screen.kind === "details"
        ? ["stat", formatS3Uri({ bucket: screen.bucket, key: screen.key })]
        : undefined,
  },
];

function onDetails(run: (state: ExplorerState, screen: DetailsScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "details" ? run(state, state.screen) : settled(state));
}

// The list behind moves along, so that leaving ends up where one looked last.
function step(state: ExplorerState, delta: 1 | -1): Transition {
  const list = screenBehind(state);
  if (list?.kind !== "list" || list.location.kind === "buckets") return settled(state);
  const next = neighbour(list, delta);
  if (next === undefined) {
    const text = delta === 1 ? "This is the last object" : "This is the first object";
    return settled(noting(state, "warning", text));
  }
  const moved = {
    ...list,
    window: placeCursor({ ...list.window, cursor: next }, list.view.count, listHeight(state)),
  };
  const row = rowAtCursor(moved);
  const address = { bucket: list.location.bucket, key: folderOf(list.location.prefix) + (row?.name ?? "") };
  return inspect(withScreenBehind(state, moved), address, row?.sizeBytes);
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
