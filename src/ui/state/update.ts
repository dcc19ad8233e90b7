import { resolveKey } from "../keymap/resolve-key.js";
import type { KeyPress } from "../keymap/key-press.js";
import type { ThemeName } from "../theme/theme.js";
import { activeLayers } from "./active-layers.js";
import { takePart } from "./details/details-screen.js";
import type { ExplorerEvent } from "./explorer-event.js";
import {
  settled,
  type ExplorerState,
  type Screen,
  type TerminalSize,
  type Transition,
} from "./explorer-state.js";
import { planLayout } from "./layout.js";
import { placeCursor } from "./list-window.js";
import {
  advance,
  currentListing,
  endListing,
  openList,
  takeRows,
  type Listing,
  type ListScreen,
} from "./list/list-screen.js";
import type { Location } from "./location.js";
import { runAction } from "./run-action.js";
import { typeText } from "./type-text.js";

export interface ExplorerStart {
  readonly location: Location;
  readonly size: TerminalSize;
  readonly themeName: ThemeName;
  readonly colours: boolean;
  readonly storeLabel: string;
  readonly nowMs: number;
}

export function initialState(start: ExplorerStart): ExplorerState {
  const { location, nowMs, ...rest } = start;
  return {
    ...rest,
    screen: openList(location, 1, nowMs),
    past: [],
    future: [],
    help: undefined,
    pendingKeys: [],
    notice: undefined,
    nextId: 2,
    nowMs,
  };
}

/** What an event makes of the explorer. Pure, but that it lets views take in rows already listed. */
export function update(state: ExplorerState, event: ExplorerEvent): Transition {
  switch (event.type) {
    case "started":
      return start(state);
    case "keys":
      return pressAll(state, event.presses);
    case "resized":
      return settled(resize(state, event.size));
    case "rows":
      return withScan(mapLists(state, (list) => takeRows(list, event.listingId, listRows(state))));
    case "listed":
      return withScan(mapLists(state, (list) => end(list, event, listRows(state))));
    case "advance":
      return withScan(mapCurrentList(state, (list) => advance(list, listRows(state))));
    case "part":
      return settled(
        mapScreens(state, (screen) =>
          screen.kind === "details" && screen.id === event.detailsId ? takePart(screen, event) : screen,
        ),
      );
    case "tick":
      return settled({ ...state, nowMs: event.nowMs });
  }
}

function start(state: ExplorerState): Transition {
  const { screen } = state;
  if (screen.kind !== "list") return settled(state);
  return settled(state, { type: "list", listing: screen.listing, location: screen.location });
}

function pressAll(state: ExplorerState, presses: readonly KeyPress[]): Transition {
  let transition = settled(state);
  for (const key of presses) {
    const next = press(transition.state, key);
    transition = settled(next.state, ...transition.effects, ...next.effects);
  }
  const scanned = withScan(transition.state);
  return settled(scanned.state, ...transition.effects, ...scanned.effects);
}

function press(state: ExplorerState, key: KeyPress): Transition {
  const fresh = { ...state, pendingKeys: [], notice: undefined };
  if (state.pendingKeys.length > 0 && key.name === "escape") return settled(fresh);
  const resolution = resolveKey(activeLayers(state), state.pendingKeys, key);
  switch (resolution.kind) {
    case "action":
      return runAction(fresh, resolution.action);
    case "text":
      return settled(typeText(fresh, resolution.text));
    case "pending":
      return settled({ ...fresh, pendingKeys: resolution.keys });
    case "none":
      return settled(fresh);
  }
}

function resize(state: ExplorerState, size: TerminalSize): ExplorerState {
  const resized = { ...state, size };
  const height = listRows(resized);
  return mapLists(resized, (list) => ({
    ...list,
    window: placeCursor(list.window, list.view.count, height),
  }));
}

function end(
  list: ListScreen,
  { listingId, status, problem }: Extract<ExplorerEvent, { type: "listed" }>,
  height: number,
): ListScreen {
  const known = [list.incoming, list.listing].find((listing) => listing?.id === listingId);
  if (known === undefined || known.status === "shed") return list;
  const ended: Listing = { ...known, status, problem };
  return endListing(list, ended, height);
}

// A view that has rows to look at does so a slice at a time, with key presses let through in between.
function withScan(state: ExplorerState): Transition {
  const { screen } = state;
  const pending = screen.kind === "list" && screen.view.pending;
  return pending ? settled(state, { type: "advance-view" }) : settled(state);
}

function mapCurrentList(state: ExplorerState, change: (list: ListScreen) => ListScreen): ExplorerState {
  return state.screen.kind === "list" ? { ...state, screen: change(state.screen) } : state;
}

function mapLists(state: ExplorerState, change: (list: ListScreen) => ListScreen): ExplorerState {
  return mapScreens(state, (screen) => (screen.kind === "list" ? change(screen) : screen));
}

function mapScreens(state: ExplorerState, change: (screen: Screen) => Screen): ExplorerState {
  return {
    ...state,
    screen: change(state.screen),
    past: state.past.map(change),
    future: state.future.map(change),
  };
}

function listRows(state: ExplorerState): number {
  return planLayout(state.size).listRows;
}

/** True while something is awaited from the store: the spinner turns and the clock runs. */
export function isBusy({ screen }: ExplorerState): boolean {
  if (screen.kind === "list") return currentListing(screen).status === "running" || screen.view.pending;
  return Object.values(screen.parts).some((part) => part.state === "loading");
}
