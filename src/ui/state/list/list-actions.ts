import type { ActionName } from "../../keymap/bindings.js";
import { displayText } from "../../text/cell-text.js";
import { moveByAction } from "../cursor-moves.js";
import { openDetails } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo, goToParent, goToPlace } from "../history.js";
import { planLayout } from "../layout.js";
import {
  currentListing,
  isListing,
  newListing,
  refilter,
  resort,
  reverseSort,
  rowAtCursor,
  type ListScreen,
} from "./list-screen.js";
import { folderOf, uriOf } from "../location.js";
import { EMPTY_FIELD, fieldOf } from "../text-field.js";

type ListAction = (state: ExplorerState, list: ListScreen, height: number) => Transition;

const ACTIONS: Partial<Record<ActionName, ListAction>> = {
  "item.open": openItem,
  "item.copy-uri": copyUri,
  "place.parent": goToParent,
  "place.escape": escape,
  "place.refresh": refresh,
  "filter.start": (state, list) =>
    showing(state, { ...list, filtering: true, filter: fieldOf(list.filter.text) }),
  "filter.accept": (state, list) => showing(state, { ...list, filtering: false }),
  "filter.cancel": (state, list, height) =>
    showing(state, refilter({ ...list, filtering: false }, EMPTY_FIELD, height)),
  "sort.name": (state, list, height) => showing(state, resort(list, "name", height)),
  "sort.size": (state, list, height) => showing(state, resort(list, "size", height)),
  "sort.time": (state, list, height) => showing(state, resort(list, "time", height)),
  "sort.reverse": (state, list, height) => showing(state, reverseSort(list, height)),
};

/** What a key does in a list. */
export function runListAction(state: ExplorerState, list: ListScreen, action: ActionName): Transition {
  const height = planLayout(state.size).listRows;
  const moved = moveByAction(action, list.window, list.view.count, height);
  if (moved !== undefined) return showing(state, { ...list, window: moved, sought: undefined });
  return ACTIONS[action]?.(state, list, height) ?? settled(state);
}

function openItem(state: ExplorerState, list: ListScreen): Transition {
  const row = rowAtCursor(list);
  if (row === undefined) return settled(state);
  const { location } = list;
  if (location.kind === "buckets") return goToPlace(state, { kind: "prefix", bucket: row.name, prefix: "" });
  const key = folderOf(location.prefix) + row.name;
  if (row.kind === "prefix") return goToPlace(state, { ...location, prefix: key });
  const details = openDetails({ bucket: location.bucket, key }, row.sizeBytes, state.nextId);
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, details);
  return settled(gone.state, ...gone.effects, { type: "inspect", details });
}

// What goes on is stopped first, then what hides rows is dropped; only then does Esc lead away.
function escape(state: ExplorerState, list: ListScreen, height: number): Transition {
  if (isListing(list)) return settled(state, { type: "stop", requestId: currentListing(list).id });
  if (list.filter.text !== "") return showing(state, refilter(list, EMPTY_FIELD, height));
  return goToParent(state, list);
}

function refresh(state: ExplorerState, list: ListScreen): Transition {
  const incoming = newListing(state.nextId, state.nowMs);
  const next = { ...state, nextId: state.nextId + 1, screen: { ...list, incoming } };
  const start = { type: "list", listing: incoming, location: list.location } as const;
  const running = currentListing(list);
  return isListing(list)
    ? settled(next, { type: "stop", requestId: running.id }, start)
    : settled(next, start);
}

function copyUri(state: ExplorerState, list: ListScreen): Transition {
  const name = rowAtCursor(list)?.name;
  const text = uriOf(list.location, name ?? "");
  if (name === undefined && list.location.kind === "buckets") return settled(state);
  const notice = { kind: "good", text: `Copied ${displayText(text)}` } as const;
  return settled({ ...state, notice }, { type: "copy", text });
}

function showing(state: ExplorerState, screen: ListScreen): Transition {
  return settled({ ...state, screen });
}
