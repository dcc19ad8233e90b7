import {
  settled,
  type ExplorerEffect,
  type ExplorerState,
  type Screen,
  type Transition,
} from "./explorer-state.js";
import { newListing, openList, rowAtCursor, type ListScreen } from "./list/list-screen.js";
import { RowView } from "./list/row-view.js";
import { BUCKETS, parentOf, type Location } from "./location.js";

/** Rows that screens of the history may keep between them; past that, the farthest are listed again when visited. */
const MOST_ROWS_KEPT = 200_000;

/** Show another screen; "back" leads to the present one. */
export function goTo(state: ExplorerState, screen: Screen): Transition {
  return shed({ ...state, screen, past: [...state.past, state.screen], future: [] });
}

export function goToPlace(state: ExplorerState, location: Location, sought?: string): Transition {
  const screen = openList(location, state.nextId, state.nowMs, sought);
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "list", listing: screen.listing, location });
}

export function goBack(state: ExplorerState): Transition {
  const screen = state.past.at(-1);
  if (screen === undefined) return settled(notice(state, "Nothing to go back to"));
  const past = state.past.slice(0, -1);
  return revive(shed({ ...state, screen, past, future: [state.screen, ...state.future] }));
}

export function goForward(state: ExplorerState): Transition {
  const [screen, ...future] = state.future;
  if (screen === undefined) return settled(notice(state, "Nothing to go forward to"));
  return revive(shed({ ...state, screen, past: [...state.past, state.screen], future }));
}

/** Go up: back where that is the parent, so that its cursor and filter are as they were left. */
export function goToParent(state: ExplorerState, screen: ListScreen): Transition {
  const up = parentOf(screen.location);
  if (up === undefined) return settled(notice(state, "These are all buckets"));
  const last = state.past.at(-1);
  if (last?.kind === "list" && sameLocation(last.location, up.parent)) return goBack(state);
  return goToPlace(state, up.parent, up.name);
}

export function goToBuckets(state: ExplorerState): Transition {
  if (state.screen.kind === "list" && state.screen.location.kind === "buckets") return settled(state);
  return goToPlace(state, BUCKETS);
}

function sameLocation(a: Location, b: Location): boolean {
  if (a.kind === "buckets" || b.kind === "buckets") return a.kind === b.kind;
  return a.bucket === b.bucket && a.prefix === b.prefix;
}

function notice(state: ExplorerState, text: string): ExplorerState {
  return { ...state, notice: { kind: "warning", text } };
}

function revive({ state, effects }: Transition): Transition {
  const { screen } = state;
  if (screen.kind !== "list" || screen.listing.status !== "shed") return settled(state, ...effects);
  const listing = newListing(state.nextId, state.nowMs);
  const revived = { ...screen, listing: { ...screen.listing, status: "done" as const }, incoming: listing };
  return settled({ ...state, screen: revived, nextId: state.nextId + 1 }, ...effects, {
    type: "list",
    listing,
    location: screen.location,
  });
}

function shed(state: ExplorerState): Transition {
  const effects: ExplorerEffect[] = [];
  let kept = 0;
  const lighten = (screen: Screen): Screen => {
    if (screen.kind !== "list") return screen;
    kept += screen.listing.rows.count;
    if (kept <= MOST_ROWS_KEPT || screen.listing.status === "shed") return screen;
    if (screen.listing.status === "running") effects.push({ type: "stop", requestId: screen.listing.id });
    return emptied(screen);
  };
  // The nearest screens are kept first: those are the likeliest to be seen again.
  const past = state.past.toReversed().map(lighten).toReversed();
  const future = state.future.map(lighten);
  return settled({ ...state, past, future }, ...effects);
}

function emptied(screen: ListScreen): ListScreen {
  const sought = rowAtCursor(screen)?.name;
  const fresh = openList(screen.location, screen.listing.id, screen.listing.startedMs, sought);
  const view = new RowView(fresh.listing.rows, screen.view.filter, screen.view.sort);
  return { ...fresh, listing: { ...fresh.listing, status: "shed" }, filter: screen.filter, view };
}
