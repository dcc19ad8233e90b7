import type { Action, CommandWords } from "../../actions/action.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack, screenBehind, withScreenBehind } from "../history.js";
import { listHeight, rowAtCursor, type ListScreen } from "../list/list-screen.js";
import { placeCursor } from "../list-window.js";
import { folderOf } from "../location.js";
import { dropSought } from "../preview/preview-search.js";
import type { ObjectRef } from "../preview/preview.js";
import {
  DETAILS_IDS,
  openDetails,
  TABS,
  type DetailsOptions,
  type DetailsScreen,
  type DetailsTab,
} from "./details-screen.js";
import { onDetails } from "./on-details.js";
import { goTo } from "../history.js";

/** What keys do on the screen of an object, whatever of it is shown. */
export const DETAILS_ACTIONS: readonly Action[] = [
  {
    id: "details.leave",
    title: "Go back to the list",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: onDetails(leave),
  },
  {
    id: "details.tab",
    title: "Show the next of preview, details and versions",
    keys: ["tab"],
    hint: { label: "details, versions", priority: 3 },
    run: onDetails((state, screen) => showTab(state, screen, beside(screen.tab, 1))),
  },
  {
    id: "details.tab-back",
    title: "Show the one before of preview, details and versions",
    keys: ["shift+tab"],
    run: onDetails((state, screen) => showTab(state, screen, beside(screen.tab, -1))),
  },
  tabAction("preview", "1", "Show the content"),
  tabAction("details", "2", "Show what is known of it", "stat"),
  tabAction("versions", "3", "Show its versions", "version list"),
  {
    id: "details.next",
    title: "Show the next object",
    keys: ["J", "n"],
    hint: { label: "next", priority: 5 },
    run: (state) => step(state, 1),
  },
  {
    id: "details.previous",
    title: "Show the previous object",
    keys: ["K", "p"],
    hint: { label: "previous", priority: 6 },
    run: (state) => step(state, -1),
  },
  {
    id: "details.refresh",
    title: "Ask for it again",
    keys: ["R"],
    hint: { label: "refresh", priority: 8 },
    run: onDetails((state, screen) =>
      inspect(state, screen, { sizeBytes: screen.sizeBytes, entry: screen.preview.entry }),
    ),
    command: objectCommand("stat"),
  },
];

/** Go to the screen of an object. */
export function goToObject(
  state: ExplorerState,
  object: ObjectRef,
  options: DetailsOptions = {},
): Transition {
  const details = openDetails(object, state.nextId, options);
  const gone = goTo({ ...state, nextId: state.nextId + DETAILS_IDS }, details);
  return settled(gone.state, ...gone.effects, ...opening(details));
}

/** Ask for all of it again; what was being asked is called off. */
export function inspect(state: ExplorerState, object: ObjectRef, options: DetailsOptions): Transition {
  const { screen, nextId } = state;
  const kept =
    screen.kind === "details" ? { tab: screen.tab, taste: screen.preview, entry: options.entry } : {};
  const { bucket, key, versionId } = object;
  const details = openDetails({ bucket, key, versionId }, nextId, { sizeBytes: options.sizeBytes, ...kept });
  const stop = screen.kind === "details" ? [screen.id, screen.preview.id] : [];
  return settled(
    { ...state, screen: details, nextId: nextId + DETAILS_IDS },
    ...stop.map((requestId) => ({ type: "stop", requestId }) as const),
    ...opening(details),
  );
}

function opening(details: DetailsScreen) {
  const { id, object, entry } = details.preview;
  return [
    { type: "inspect", details },
    { type: "open-preview", preview: { id, object, entry } },
  ] as const;
}

/** The words of a command about the object that is shown. */
export function objectCommand(command: string): NonNullable<Action["command"]> {
  return ({ screen }): CommandWords | undefined =>
    screen.kind === "details"
      ? [
          ...command.split(" "),
          formatS3Uri({ bucket: screen.bucket, key: screen.key }),
          ...(screen.versionId === undefined ? [] : ["--version-id", screen.versionId]),
        ]
      : undefined;
}

/** A search through gigabytes ends with the screen that it was for. */
function leave(state: ExplorerState, screen: DetailsScreen): Transition {
  const { preview } = screen;
  if (preview.reading?.want !== "seek") return goBack(state);
  const left = goBack({ ...state, screen: { ...screen, preview: dropSought(preview) } });
  return settled(left.state, { type: "stop", requestId: preview.id }, ...left.effects);
}

function tabAction(tab: DetailsTab, key: string, title: string, command?: string): Action {
  const run = onDetails((state, screen) => showTab(state, screen, tab));
  const action = { id: `details.show-${tab}`, title, keys: [key], run };
  return command === undefined ? action : { ...action, command: objectCommand(command) };
}

function showTab(state: ExplorerState, screen: DetailsScreen, tab: DetailsTab): Transition {
  return settled({ ...state, screen: { ...screen, tab } });
}

function beside(tab: DetailsTab, delta: 1 | -1): DetailsTab {
  return TABS[(TABS.indexOf(tab) + delta + TABS.length) % TABS.length] ?? "preview";
}

// The list behind moves along, so that leaving ends up where one looked last.
function step(state: ExplorerState, delta: 1 | -1): Transition {
  const list = screenBehind(state);
  if (list?.kind !== "list" || list.location.kind === "buckets") return settled(state);
  const next = neighbour(list, delta);
  if (next === undefined) {
    const text = delta === 1 ? "This is the last object" : "This is the first object";
    return settled(noting(state, "warning", text));
  }
  const moved = {
    ...list,
    window: placeCursor({ ...list.window, cursor: next }, list.view.count, listHeight(state)),
  };
  const row = rowAtCursor(moved);
  const key = folderOf(list.location.prefix) + (row?.name ?? "");
  const object = { bucket: list.location.bucket, key, versionId: undefined };
  return inspect(withScreenBehind(state, moved), object, { sizeBytes: row?.sizeBytes });
}

function neighbour({ view, window }: ListScreen, delta: 1 | -1): number | undefined {
  for (let at = window.cursor + delta; at >= 0 && at < view.count; at += delta) {
    if (view.rows.kindAt(view.idAt(at)) === "object") return at;
  }
  return undefined;
}
