import type { Keymap } from "../actions/action.js";
import { resolveKey } from "../keymap/resolve-key.js";
import type { KeyPress } from "../keymap/key-press.js";
import type { ThemeName } from "../theme/theme.js";
import { activeLayers } from "./active-layers.js";
import type { ExplorerEvent } from "./explorer-event.js";
import {
  settled,
  type ExplorerState,
  type Screen,
  type StoreRef,
  type TerminalSize,
  type Transition,
} from "./explorer-state.js";
import { openList } from "./list/list-screen.js";
import type { Location } from "./location.js";
import { runAction } from "./run-action.js";
import { kindOf } from "./screen-kinds.js";
import { typeText } from "./type-text.js";

export interface ExplorerStart {
  readonly location: Location;
  readonly size: TerminalSize;
  readonly keymap: Keymap;
  readonly themeName: ThemeName;
  readonly colours: boolean;
  readonly readOnly: boolean;
  readonly store: StoreRef;
  readonly nowMs: number;
}

export function initialState(start: ExplorerStart): ExplorerState {
  const { location, nowMs, ...rest } = start;
  return {
    ...rest,
    screen: openList(location, 1, nowMs),
    past: [],
    future: [],
    dialog: undefined,
    pendingKeys: [],
    notice: undefined,
    commandLog: [],
    nextId: 2,
    nowMs,
  };
}

/** What an event makes of the explorer. Pure, but that it lets views take in rows already listed. */
export function update(state: ExplorerState, event: ExplorerEvent): Transition {
  if (event.type === "started") return start(state);
  if (event.type === "keys") return withPending(pressAll(state, event.presses));
  if (event.type === "resized") return settled(mapScreens({ ...state, size: event.size }, resize));
  if (event.type === "tick") return settled({ ...state, nowMs: event.nowMs });
  return withPending(settled(mapScreens(state, (screen) => kindOf(screen).receive(screen, event, state))));
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
  return transition;
}

function press(state: ExplorerState, key: KeyPress): Transition {
  const fresh = { ...state, pendingKeys: [], notice: undefined };
  if (state.pendingKeys.length > 0 && key.name === "escape") return settled(fresh);
  const resolution = resolveKey(activeLayers(state), state.pendingKeys, key);
  switch (resolution.kind) {
    case "action":
      return runAction(fresh, resolution.action);
    case "text":
      return typeText(fresh, resolution.text);
    case "pending":
      return settled({ ...fresh, pendingKeys: resolution.keys });
    case "none":
      return settled(fresh);
  }
}

function resize(screen: Screen, context: ExplorerState): Screen {
  return kindOf(screen).resize(screen, context);
}

function withPending({ state, effects }: Transition): Transition {
  return settled(state, ...effects, ...(kindOf(state.screen).pending?.(state.screen) ?? []));
}

function mapScreens(
  state: ExplorerState,
  change: (screen: Screen, state: ExplorerState) => Screen,
): ExplorerState {
  return {
    ...state,
    screen: change(state.screen, state),
    past: state.past.map((visit) => ({ ...visit, screen: change(visit.screen, state) })),
    future: state.future.map((visit) => ({ ...visit, screen: change(visit.screen, state) })),
  };
}

/** True while something is awaited from the store: the spinner turns and the clock runs. */
export function isBusy({ screen }: ExplorerState): boolean {
  return kindOf(screen).busy(screen);
}
