import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { planLayout } from "../layout.js";
import { placeCursor, TOP_OF_LIST, type ListWindow } from "../list-window.js";
import type { TeamOverview } from "./team-overview.js";
import { teamRows, type TeamRow, type TeamSection } from "./team-rows.js";

/** Workspaces, shares, tokens and users. */
export interface TeamScreen {
  readonly kind: "team";
  /** Number of the request that is awaited, or was answered. */
  readonly requestId: number;
  readonly section: TeamSection;
  readonly overview: Loadable<TeamOverview>;
  readonly window: ListWindow;
}

/** Lines above the rows: the tabs and the line under them. */
export const TEAM_HEAD_LINES = 2;

export function goToTeam(state: ExplorerState): Transition {
  const requestId = state.nextId;
  const screen: TeamScreen = {
    kind: "team",
    requestId,
    section: "workspaces",
    overview: { state: "loading" },
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: requestId + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "load-team", requestId, store: state.store });
}

/** Ask again; what is shown stays until the answer comes. */
export function reloadTeam(state: ExplorerState, screen: TeamScreen): Transition {
  const requestId = state.nextId;
  const next = { ...state, nextId: requestId + 1, screen: { ...screen, requestId } };
  return settled(next, { type: "load-team", requestId, store: state.store });
}

export function rowsOf({ overview, section }: TeamScreen): readonly TeamRow[] {
  return overview.state === "ready" ? teamRows(overview.value, section) : [];
}

export function teamRowAtCursor(screen: TeamScreen): TeamRow | undefined {
  return rowsOf(screen)[screen.window.cursor];
}

export function showSection(screen: TeamScreen, section: TeamSection): TeamScreen {
  return { ...screen, section, window: TOP_OF_LIST };
}

/** Take an answer in; the cursor stays on its row, as long as that is there. */
export function receiveTeam(
  screen: TeamScreen,
  overview: Loadable<TeamOverview>,
  size: ExplorerState["size"],
): TeamScreen {
  const sought = teamRowAtCursor(screen)?.id;
  const shown = { ...screen, overview };
  const rows = rowsOf(shown);
  const at = rows.findIndex(({ id }) => id === sought);
  const cursor = at === -1 ? screen.window.cursor : at;
  return { ...shown, window: placeCursor({ cursor, top: screen.window.top }, rows.length, teamHeight(size)) };
}

/** Rows that there is room for. */
export function teamHeight(size: ExplorerState["size"]): number {
  return Math.max(1, planLayout(size).bodyRows - TEAM_HEAD_LINES);
}
