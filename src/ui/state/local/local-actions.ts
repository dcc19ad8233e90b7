import type { Action } from "../../actions/action.js";
import { FILTER_ACTIONS } from "../list/filter-actions.js";
import { LIST_ACTIONS } from "../list/list-actions.js";
import { rowAtCursor } from "../list/list-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goBack } from "../history.js";
import { uploadChosen } from "./upload-chosen.js";
import { changeFolder, joinPath, parentPath, type LocalScreen } from "./local-screen.js";

/** Keys that are the same in a list of objects. */
const SHARED: ReadonlySet<string> = new Set([
  "list.filter",
  "list.select",
  "list.select-range",
  "list.select-all",
  "list.select-invert",
  "list.sort-name",
  "list.sort-size",
  "list.sort-time",
  "list.reverse",
]);

/** What keys do among the files of this machine. */
export const LOCAL_ACTIONS: readonly Action[] = [
  {
    id: "local.open",
    title: "Open the folder",
    keys: ["enter", "l", "right"],
    hint: { label: "open", priority: 2 },
    run: onLocal(open),
  },
  {
    id: "local.upload",
    title: "Upload what is selected, or what the cursor is on",
    keys: ["u"],
    hint: { label: "upload", priority: 1 },
    run: onLocal(uploadChosen),
    writes: true,
  },
  {
    id: "local.parent",
    title: "Go up to the parent",
    keys: ["backspace", "h", "left"],
    hint: { label: "up", priority: 4 },
    run: onLocal(goUp),
  },
  {
    id: "local.leave",
    title: "Drop selection or filter, or go back to the store",
    keys: ["escape"],
    hint: { label: "back", priority: 3 },
    run: onLocal(escape),
  },
  {
    id: "local.refresh",
    title: "Read the folder again",
    keys: ["R"],
    run: onLocal((state, local) => changeFolder(state, local, local.path, rowAtCursor(local.list)?.name)),
  },
  ...LIST_ACTIONS.filter(({ id }) => SHARED.has(id)).map(asLocal),
];

/** What keys do while the filter of local files is being typed. */
export const LOCAL_FILTER_ACTIONS: readonly Action[] = FILTER_ACTIONS.map(asLocal);

/** The same on the list inside. */
function asLocal({ id, title, keys, hint, run }: Action): Action {
  return {
    id: `local.${id}`,
    title,
    keys,
    ...(hint === undefined ? {} : { hint }),
    run: (state) => {
      const local = state.screen;
      if (local.kind !== "local" || run === undefined) return settled(state);
      const inner = run({ ...state, screen: local.list });
      const { screen } = inner.state;
      if (screen.kind !== "list") return run(state);
      return settled({ ...inner.state, screen: { ...local, list: screen } }, ...inner.effects);
    },
  };
}

function onLocal(
  run: (state: ExplorerState, local: LocalScreen) => Transition,
): (state: ExplorerState) => Transition {
  return (state) => (state.screen.kind === "local" ? run(state, state.screen) : settled(state));
}

function open(state: ExplorerState, local: LocalScreen): Transition {
  const row = rowAtCursor(local.list);
  if (row?.kind !== "prefix") return settled(state);
  return changeFolder(state, local, joinPath(local.path, row.name));
}

function goUp(state: ExplorerState, local: LocalScreen): Transition {
  const up = parentPath(local.path);
  return up === undefined ? settled(state) : changeFolder(state, local, up.folder, up.name);
}

function escape(state: ExplorerState, local: LocalScreen): Transition {
  const { list } = local;
  if (list.rangeStart !== undefined || list.selection.count > 0 || list.filter.text !== "") {
    const inner = LIST_ACTIONS.find(({ id }) => id === "list.escape");
    if (inner !== undefined) return asLocal(inner).run(state);
  }
  return goBack(state);
}
