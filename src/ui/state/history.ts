import {
  noting,
  settled,
  type ExplorerEffect,
  type ExplorerState,
  type Screen,
  type Transition,
  type Visit,
} from "./explorer-state.js";
import { newListing, openList, rowAtCursor, type ListScreen } from "./list/list-screen.js";
import { RowView } from "./list/row-view.js";
import { BUCKETS, parentOf, sameLocation, type Location } from "./location.js";

/** Rows that screens of the history may keep between them; past that, the farthest are listed again when visited. */
const MOST_ROWS_KEPT = 200_000;

/** Show another screen; "back" leads to the present one. */
export function goTo(state: ExplorerState, screen: Screen): Transition {
  return shed({ ...state, screen, past: [...state.past, visit(state)], future: [] });
}

export function goToPlace(state: ExplorerState, location: Location, sought?: string): Transition {
  const screen = openList(location, state.nextId, state.nowMs, sought);
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "list", listing: screen.listing, location });
}

/** Look at another store, at its buckets or somewhere in it; "back" returns to the present one. */
export function goToStore(
  state: ExplorerState,
  flags: readonly string[],
  label: string,
  location: Location = BUCKETS,
): Transition {
  const left = visit(state);
  const store = { id: state.nextId, label, flags };
  const gone = goToPlace({ ...state, store, nextId: state.nextId + 1 }, location);
  return settled({ ...gone.state, past: [...gone.state.past.slice(0, -1), left] }, ...gone.effects);
}

export function goBack(state: ExplorerState): Transition {
  const last = state.past.at(-1);
  if (last === undefined) return settled(noting(state, "warning", "Nothing to go back to"));
  const past = state.past.slice(0, -1);
  return revive(shed({ ...state, ...last, past, future: [visit(state), ...state.future] }));
}

export function goForward(state: ExplorerState): Transition {
  const [next, ...future] = state.future;
  if (next === undefined) return settled(noting(state, "warning", "Nothing to go forward to"));
  return revive(shed({ ...state, ...next, past: [...state.past, visit(state)], future }));
}

/** The screen that "back" leads to, when it is of the same store. */
export function screenBehind({ past, store }: ExplorerState): Screen | undefined {
  const last = past.at(-1);
  return last?.store.id === store.id ? last.screen : undefined;
}

/** Change the screen that "back" leads to. */
export function withScreenBehind(state: ExplorerState, screen: Screen): ExplorerState {
  const last = state.past.at(-1);
  return last === undefined ? state : { ...state, past: [...state.past.slice(0, -1), { ...last, screen }] };
}

function visit({ screen, store }: ExplorerState): Visit {
  return { screen, store };
}

/** Go up: back where that is the parent, so that its cursor and filter are as they were left. */
export function goToParent(state: ExplorerState, screen: ListScreen): Transition {
  const up = parentOf(screen.location);
  if (up === undefined) return settled(noting(state, "warning", "These are all buckets"));
  const last = screenBehind(state);
  if (last?.kind === "list" && sameLocation(last.location, up.parent)) return goBack(state);
  return goToPlace(state, up.parent, up.name);
}

export function goToBuckets(state: ExplorerState): Transition {
  if (state.screen.kind === "list" && state.screen.location.kind === "buckets") return settled(state);
  return goToPlace(state, BUCKETS);
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
  const lighten = (visited: Visit): Visit => {
    const { screen } = visited;
    if (screen.kind !== "list") return visited;
    kept += screen.listing.rows.count;
    if (kept <= MOST_ROWS_KEPT || screen.listing.status === "shed") return visited;
    if (screen.listing.status === "running") effects.push({ type: "stop", requestId: screen.listing.id });
    return { ...visited, screen: emptied(screen) };
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
