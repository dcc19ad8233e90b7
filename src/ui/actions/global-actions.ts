import { formatS3Uri } from "../../lib/s3/uri.js";
import { settled, noting, type ExplorerState, type Transition } from "../state/explorer-state.js";
import { goBack, goForward, goToBuckets } from "../state/history.js";
import { BOOKMARK_ACTIONS } from "../state/bookmark-actions.js";
import { quit, SHOW_JOBS } from "../state/jobs/jobs-actions.js";
import { SHOW_GRANTS } from "../state/grants/grants-actions.js";
import { WATCH_PROXY } from "../state/proxy/proxy-actions.js";
import { SHOW_DATASETS } from "../state/datasets/dataset-actions.js";
import { SHOW_TEAM } from "../state/team/team-actions.js";
import { reconnect } from "../state/reconnect.js";
import { targetsOf } from "../state/targets.js";
import { displayText } from "../text/cell-text.js";
import { nextTheme } from "../theme/theme.js";
import type { Action } from "./action.js";
import { openCommandLog } from "./command-log.js";
import { openHelp } from "./help.js";
import { openPalette } from "./palette.js";

/** Terminals take no more than some 100 kB for the clipboard. */
const MOST_COPIED = 1000;

/** What keys do everywhere. */
export const GLOBAL_ACTIONS: readonly Action[] = [
  {
    id: "app.help",
    title: "Show what every key does",
    keys: ["?"],
    hint: { label: "help", priority: 0 },
    run: (state) => settled(openHelp(state)),
  },
  {
    id: "app.palette",
    title: "Find an action, or go to an address",
    keys: [":", "ctrl+k"],
    hint: { label: "actions", priority: 5 },
    run: (state) => settled(openPalette(state)),
  },
  {
    id: "app.command-log",
    title: "Show the command lines of what was done",
    keys: ["@"],
    run: (state) => settled(openCommandLog(state)),
  },
  copyAction("copy.address", ["c u", "c c"], "Copy the s3:// address", formatS3Uri),
  copyAction("copy.key", ["c k"], "Copy the key", ({ bucket, key }) => (key === "" ? bucket : key)),
  copyAction("copy.name", ["c n"], "Copy the name", ({ bucket, key }) => lastName(key) ?? bucket),
  { id: "history.back", title: "Go back in the history", keys: ["[", "alt+left", "H"], run: goBack },
  {
    id: "history.forward",
    title: "Go forward in the history",
    keys: ["]", "alt+right", "L"],
    run: goForward,
  },
  {
    id: "place.buckets",
    title: "Go to the buckets",
    keys: ["g b", "~"],
    run: goToBuckets,
    command: () => ["ls"],
  },
  {
    id: "store.switch",
    title: "Switch to another profile",
    keys: ["P"],
    run: (state) => settled(state, { type: "list-profiles" }),
    command: () => ["profile", "list"],
  },
  SHOW_JOBS,
  WATCH_PROXY,
  SHOW_TEAM,
  SHOW_DATASETS,
  ...SHOW_GRANTS,
  {
    id: "store.reconnect",
    title: "Connect anew, with credentials read again",
    keys: ["g r"],
    run: reconnect,
  },
  ...BOOKMARK_ACTIONS,
  {
    id: "app.mouse",
    title: "Use the mouse, or leave it to the terminal to select text",
    keys: ["M"],
    run: toggleMouse,
  },
  {
    id: "app.redraw",
    title: "Draw the screen anew",
    keys: ["ctrl+l"],
    run: (state) => settled(state, { type: "redraw" }),
  },
  {
    id: "app.suspend",
    title: "Go to the background; fg comes back",
    keys: ["ctrl+z"],
    run: (state) => settled(state, { type: "suspend" }),
  },
  {
    id: "app.theme",
    title: "Switch the colours",
    keys: ["T"],
    run: (state) => settled({ ...state, themeName: nextTheme(state.themeName, state.colours) }),
  },
  {
    id: "app.quit",
    title: "Quit",
    keys: ["q", "ctrl+c"],
    hint: { label: "quit", priority: 8 },
    run: quit,
  },
];

function toggleMouse(state: ExplorerState): Transition {
  const mouse = !state.mouse;
  const words = mouse
    ? "Mouse on: click and wheel. Most terminals select text while Shift is held"
    : "Mouse off: the terminal selects text again";
  return settled(noting({ ...state, mouse }, "good", words), { type: "mouse", on: mouse });
}

function copyAction(
  id: string,
  keys: readonly string[],
  title: string,
  textOf: (address: { readonly bucket: string; readonly key: string }) => string,
): Action {
  return { id, keys, title, run: (state) => copy(state, textOf) };
}

function copy(
  state: ExplorerState,
  textOf: (address: { readonly bucket: string; readonly key: string }) => string,
): Transition {
  const texts = Array.from(take(targetsOf(state), MOST_COPIED), textOf);
  const [first] = texts;
  if (first === undefined) return settled(noting(state, "warning", "Nothing here to copy"));
  const words = texts.length === 1 ? displayText(first) : `${texts.length.toLocaleString("en-US")} lines`;
  return settled(noting(state, "good", `Copied ${words}`), { type: "copy", text: texts.join("\n") });
}

function* take<Item>(items: Iterable<Item>, most: number): Generator<Item, void, void> {
  let left = most;
  for (const item of items) {
    if (left <= 0) return;
    left -= 1;
    yield item;
  }
}

function lastName(key: string): string | undefined {
  return key.split("/").findLast((part) => part !== "");
}
