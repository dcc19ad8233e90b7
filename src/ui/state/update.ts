import type { Keymap } from "../actions/action.js";
import type { ThemeName } from "../theme/theme.js";
import { afterAct } from "./acts/after-act.js";
import type { ExplorerEvent, StoreEvent } from "./explorer-event.js";
import { afterChange, afterJob, refreshed } from "./files/refresh-after.js";
import { confirmRemoval } from "./files/confirm-removal.js";
import { afterEdit } from "./files/edit-object.js";
import { afterPlan } from "./plan/plan-screen.js";
import {
  noting,
  settled,
  type ExplorerState,
  type Screen,
  type TerminalSize,
  type Transition,
} from "./explorer-state.js";
import { openList } from "./list/list-screen.js";
import type { Location } from "./location.js";
import { listCommand } from "./list/list-command.js";
import { pressKeys } from "./press-keys.js";
import { chooseProfile } from "./profile-choice.js";
import { logCommand } from "./run-action.js";
import { kindOf } from "./screen-kinds.js";
import { afterTeamAct } from "./team/after-team-act.js";
import { takeNews } from "./usage/usage-scan.js";
import { withExpiryAsked } from "./reconnect.js";
import type { StoreRef } from "./store-ref.js";
import { takeMouse } from "./take-mouse.js";

export interface ExplorerStart {
  readonly location: Location;
  readonly size: TerminalSize;
  readonly keymap: Keymap;
  readonly themeName: ThemeName;
  readonly colours: boolean;
  readonly readOnly: boolean;
  readonly mouse: boolean;
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
    bookmarks: [],
    scans: [],
    jobs: [],
    clip: undefined,
    downloadFolder: "./",
    commandLog: [],
    nextId: 2,
    nowMs,
  };
}

/** What an event makes of the explorer. Pure, but that it lets views take in rows already listed. */
export function update(state: ExplorerState, event: ExplorerEvent): Transition {
  if (event.type === "started") return start(state);
  if (event.type === "keys") return withPending(pressKeys(state, event.presses));
  if (event.type === "resized") return settled(mapScreens({ ...state, size: event.size }, resize));
  if (event.type === "mouse") return withPending(takeMouse(state, event.event));
  if (event.type === "profiles") return settled(chooseProfile(state, event.profiles));
  if (event.type === "bookmarks") return settled({ ...state, bookmarks: event.bookmarks });
  if (event.type === "failed") return settled(noting(state, "problem", event.problem.message));
  if (event.type === "tick") return settled({ ...state, nowMs: event.nowMs });
  const known =
    event.type === "usage" ? { ...state, scans: state.scans.map((scan) => takeNews(scan, event)) } : state;
  const told = mapScreens(known, (screen) => kindOf(screen).receive(screen, event, state));
  return withPending(withExpiryAsked(afterNews(told, event), event));
}

/** What an answer changes besides the screens. */
function afterNews(state: ExplorerState, event: StoreEvent): Transition {
  if (event.type === "acted") return afterChange(afterAct(state, event), event.act);
  if (event.type === "team-acted") return afterTeamAct(state, event);
  if (event.type === "job") return afterJob(state, event);
  if (event.type === "planned") return afterPlan(state, event);
  if (event.type === "counted") return confirmRemoval(state, event);
  return event.type === "edited" ? refreshed(settled(afterEdit(state, event))) : settled(state);
}

function start(state: ExplorerState): Transition {
  const { screen } = state;
  const mouse = state.mouse ? [{ type: "mouse", on: true } as const] : [];
  if (screen.kind !== "list") return settled(state);
  const list = { type: "list", listing: screen.listing, location: screen.location } as const;
  const logged = logCommand(state, listCommand(screen.location));
  return settled(logged, list, { type: "load-bookmarks" }, ...mouse);
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
export function isBusy({ screen, scans, jobs }: ExplorerState): boolean {
  return (
    kindOf(screen).busy(screen) ||
    jobs.some(({ status }) => status === "running") ||
    scans.some(({ status }) => status === "running")
  );
}
