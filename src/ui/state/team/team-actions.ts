import type { Action } from "../../actions/action.js";
import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, goToPlace } from "../history.js";
import { rowAtCursor } from "../list/list-screen.js";
import { folderOf } from "../location.js";
import { kindOf } from "../screen-kinds.js";
import { askRevoke } from "./ask-revoke.js";
import { askShare } from "./ask-share.js";
import { performTeamAct } from "./team-act.js";
import { openTeamFacts } from "./team-facts.js";
import { placeOf, TEAM_TITLES } from "./team-kind.js";
import { TEAM_SECTIONS, type TeamRow, type TeamSection } from "./team-rows.js";
import { goToTeam, reloadTeam, showSection, teamRowAtCursor, type TeamScreen } from "./team-screen.js";

/** Leads to workspaces, shares, tokens and users from anywhere. */
export const SHOW_TEAM: Action = {
  id: "team.show",
  title: "Show workspaces, shares, tokens and users",
  keys: ["g s"],
  run: goToTeam,
  command: () => ["workspace", "list"],
};

/** What can be shared wherever it is shown. */
export const SHARE_ACTIONS: readonly Action[] = [
  {
    id: "team.share-folder",
    title: "Share this folder with a user or a group",
    keys: ["W"],
    applies: (state) => folderAtHand(state) !== undefined,
    run: (state) => {
      const folder = folderAtHand(state);
      return folder === undefined
        ? settled(noting(state, "warning", "There is no folder here to share"))
        : askShare(state, folder.bucket, folder.prefix);
    },
    writes: true,
  },
  {
    id: "team.link",
    title: "Make a link to it that can be revoked (gateway)",
    keys: ["c w"],
    applies: (state) => objectAtHand(state) !== undefined,
    run: (state) => {
      const object = objectAtHand(state);
      return object === undefined
        ? settled(noting(state, "warning", "There is no object here"))
        : performTeamAct(state, { kind: "create-link", ...object });
    },
    writes: true,
  },
];

/** What keys do on the screen of workspaces, shares, tokens and users. */
export const TEAM_ACTIONS: readonly Action[] = [
  {
    id: "team.open",
    title: "Go to the workspace's objects; or show all that is known",
    keys: ["enter", "l", "right"],
    hint: { label: "open", priority: 1 },
    applies: (state) => rowAt(state) !== undefined,
    run: onRow((state, row) => {
      const place = placeOf(row);
      if (place === undefined) return showFacts(state, row);
      return goToPlace(state, { kind: "prefix", bucket: place.bucket, prefix: place.key });
    }),
  },
  {
    id: "team.details",
    title: "Show all that is known of it, to copy",
    keys: ["i"],
    hint: { label: "details", priority: 6 },
    applies: (state) => rowAt(state) !== undefined,
    run: onRow(showFacts),
  },
  {
    id: "team.share",
    title: "Share the workspace",
    keys: ["s"],
    hint: { label: "share", priority: 2 },
    applies: hasPlace,
    run: onRow((state, row) => {
      const place = placeOf(row);
      return place === undefined
        ? settled(noting(state, "warning", "Only workspaces, and what is in them, can be shared"))
        : askShare(state, place.bucket, place.key);
    }),
    writes: true,
  },
  {
    id: "team.revoke",
    title: "Revoke the share or token, or keep the user out",
    keys: ["x", "delete"],
    hint: { label: "revoke", priority: 3 },
    applies: (state) => isOn(state, "share", "token", "user"),
    run: onRow(askRevoke),
    writes: true,
  },
  {
    id: "team.enable",
    title: "Let a user in again",
    keys: ["e"],
    applies: (state) => isOn(state, "user"),
    run: onRow((state, { subject }) =>
      subject.kind === "user"
        ? performTeamAct(state, { kind: "set-user-enabled", name: subject.user.name, isEnabled: true })
        : settled(noting(state, "warning", "Only users can be let in")),
    ),
    writes: true,
  },
  {
    id: "team.new",
    title: "Create a workspace",
    keys: ["a"],
    hint: { label: "new", priority: 5 },
    run: askNew,
    writes: true,
  },
  ...TEAM_SECTIONS.map((section, index) => sectionAction(section, (index + 1).toString())),
  turnAction("team.next", "Show the next section", "tab", 1),
  turnAction("team.previous", "Show the section before", "shift+tab", -1),
  {
    id: "team.refresh",
    title: "Ask again",
    keys: ["R"],
    hint: { label: "refresh", priority: 7 },
    run: onTeam(reloadTeam),
  },
  {
    id: "team.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 4 },
    run: goBack,
  },
];

function onTeam(run: (state: ExplorerState, screen: TeamScreen) => Transition): Action["run"] {
  return (state) => (state.screen.kind === "team" ? run(state, state.screen) : settled(state));
}

function onRow(run: (state: ExplorerState, row: TeamRow) => Transition): Action["run"] {
  return onTeam((state, screen) => {
    const row = teamRowAtCursor(screen);
    return row === undefined ? settled(noting(state, "warning", "There is nothing here")) : run(state, row);
  });
}

function showFacts(state: ExplorerState, row: TeamRow): Transition {
  const { screen } = state;
  if (screen.kind !== "team" || screen.overview.state !== "ready") return settled(state);
  return settled({ ...state, dialog: openTeamFacts(row, screen.overview.value) });
}

function rowAt({ screen }: ExplorerState): TeamRow | undefined {
  return screen.kind === "team" ? teamRowAtCursor(screen) : undefined;
}

function hasPlace(state: ExplorerState): boolean {
  return placeOf(rowAt(state)) !== undefined;
}

function isOn(state: ExplorerState, ...kinds: readonly TeamRow["subject"]["kind"][]): boolean {
  const row = rowAt(state);
  return row !== undefined && kinds.includes(row.subject.kind);
}

function sectionAction(section: TeamSection, key: string): Action {
  return {
    id: `team.section-${section}`,
    title: `Show ${TEAM_TITLES[section]}`,
    keys: [key],
    run: onTeam((state, screen) => settled({ ...state, screen: showSection(screen, section) })),
    command: () => COMMANDS[section],
  };
}

const COMMANDS: Readonly<Record<TeamSection, readonly string[]>> = {
  workspaces: ["workspace", "list"],
  given: ["share", "list", "--given"],
  received: ["share", "list", "--received"],
  expiring: ["share", "list", "--expiring", "30d"],
  tokens: ["token", "list"],
  users: ["user", "list"],
};

function turnAction(id: string, title: string, key: string, by: 1 | -1): Action {
  return {
    id,
    title,
    keys: [key],
    run: onTeam((state, screen) => {
      const next = TEAM_SECTIONS.indexOf(screen.section) + by + TEAM_SECTIONS.length;
      const section = TEAM_SECTIONS[next % TEAM_SECTIONS.length] ?? "workspaces";
      return settled({ ...state, screen: showSection(screen, section) });
    }),
  };
}

function askNew(state: ExplorerState): Transition {
  return settled({
    ...state,
    dialog: openPrompt({
      title: "Create a workspace",
      lines: ["Its name; it goes where the gateway puts workspaces, below your own"],
      fault: (text) => (text.trim() === "" ? "It needs a name" : undefined),
      accept: (then, text) => performTeamAct(then, { kind: "create-workspace", name: text.trim() }),
    }),
  });
}

function folderAtHand({
  screen,
}: ExplorerState): { readonly bucket: string; readonly prefix: string } | undefined {
  if (screen.kind !== "list" || screen.location.kind !== "prefix") return undefined;
  const { bucket, prefix } = screen.location;
  const row = rowAtCursor(screen);
  return { bucket, prefix: folderOf(prefix) + (row?.kind === "prefix" ? row.name : "") };
}

function objectAtHand({
  screen,
}: ExplorerState): { readonly bucket: string; readonly key: string } | undefined {
  const isObject =
    screen.kind === "details" || (screen.kind === "list" && rowAtCursor(screen)?.kind === "object");
  const address = isObject ? kindOf(screen).address(screen) : undefined;
  return address === undefined ? undefined : { bucket: address.bucket, key: address.key };
}
