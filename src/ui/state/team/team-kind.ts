import { parseS3Uri, type S3Uri } from "../../../lib/s3/uri.js";
import { settled } from "../explorer-state.js";
import { placeCursor } from "../list-window.js";
import { spinner } from "../list/list-status.js";
import { moveWindow } from "../motion.js";
import type { ScreenKind } from "../screen-kind.js";
import type { TeamRow, TeamSection } from "./team-rows.js";
import {
  receiveTeam,
  rowsOf,
  TEAM_HEAD_LINES,
  teamHeight,
  teamRowAtCursor,
  type TeamScreen,
} from "./team-screen.js";

export const TEAM_TITLES: Readonly<Record<TeamSection, string>> = {
  workspaces: "workspaces",
  given: "shares given",
  received: "received",
  expiring: "expiring",
  tokens: "tokens",
  users: "users",
};

/** Workspaces, shares, tokens and users. */
export const TEAM_KIND: ScreenKind<TeamScreen> = {
  layers: () => ["team", "moves"],
  crumbs: ({ section }) => ["team", TEAM_TITLES[section]],
  address: (screen) => placeOf(teamRowAtCursor(screen)),
  status: ({ overview }, { nowMs }) => {
    if (overview.state === "loading")
      return { tone: "quiet", text: `${spinner(nowMs)} Asking who may do what` };
    if (overview.state === "failed") return { tone: "problem", text: overview.problem.message };
    const { user, isAdministrator } = overview.value.caller;
    const name = user?.name ?? "the administrator of the registry";
    return {
      tone: "quiet",
      text: `You are ${name}${user !== null && isAdministrator ? ", an administrator" : ""}`,
    };
  },
  position: (screen) => {
    const count = rowsOf(screen).length;
    return `${Math.min(screen.window.cursor + 1, count).toString()}/${count.toString()}`;
  },
  busy: ({ overview }) => overview.state === "loading",
  move: (screen, motion, { size }) => ({
    ...screen,
    window: moveWindow(screen.window, motion, rowsOf(screen).length, teamHeight(size)),
  }),
  resize: (screen, { size }) => ({
    ...screen,
    window: placeCursor(screen.window, rowsOf(screen).length, teamHeight(size)),
  }),
  receive: (screen, event, { size }) =>
    event.type === "team" && event.requestId === screen.requestId
      ? receiveTeam(screen, event.overview, size)
      : screen,
  click: (state, screen, { line }) => {
    const count = rowsOf(screen).length;
    const cursor = screen.window.top + line - TEAM_HEAD_LINES;
    if (line < TEAM_HEAD_LINES || cursor >= count) return settled(state);
    const window = placeCursor({ ...screen.window, cursor }, count, teamHeight(state.size));
    return settled({ ...state, screen: { ...screen, window } });
  },
};

/** Where a row's objects are. */
export function placeOf(row: TeamRow | undefined): S3Uri | undefined {
  const subject = row?.subject;
  if (subject?.kind === "workspace") return parseS3Uri(subject.workspace.uri);
  return subject?.kind === "share" ? parseS3Uri(subject.share.uri) : undefined;
}
