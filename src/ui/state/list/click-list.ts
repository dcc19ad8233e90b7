import { runAction } from "../run-action.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { planLayout } from "../layout.js";
import { placeCursor } from "../list-window.js";
import type { ScreenPlace } from "../screen-kind.js";
import { planColumns } from "./list-columns.js";
import { LIST_FRAME_COLUMNS, listHeight, resort, type ListScreen } from "./list-screen.js";
import { showing } from "./on-list.js";
import type { SortKey } from "./row-view.js";

/** A click on a row puts the cursor there, a second one opens it; one on a column's title sorts by it. */
export function clickList(state: ExplorerState, list: ListScreen, { column, line }: ScreenPlace): Transition {
  const { columnTitles, columns } = planLayout(state.size);
  const height = listHeight(state);
  const { view, window } = list;
  if (view.count === 0) return settled(state);
  if (columnTitles && line === 0) {
    const key = sortKeyAt(list, columns, column);
    return key === undefined ? settled(state) : showing(state, resort(list, key, height));
  }
  const row = line - (columnTitles ? 1 : 0);
  if (column === columns - 1 && view.count > height) {
    const cursor = Math.round((row / Math.max(1, height - 1)) * (view.count - 1));
    return showing(state, { ...list, window: placeCursor({ ...window, cursor }, view.count, height) });
  }
  const position = window.top + row;
  if (position >= view.count) return settled(state);
  if (position !== window.cursor) return showing(state, { ...list, window: { ...window, cursor: position } });
  const open = state.keymap.list.actions.find(({ id }) => id === "list.open");
  return open === undefined ? settled(state) : runAction(state, open);
}

function sortKeyAt({ location }: ListScreen, columns: number, column: number): SortKey | undefined {
  const planned = planColumns(Math.max(1, columns - LIST_FRAME_COLUMNS), location);
  const widths = [
    ["name", 1 + planned.name],
    ["size", planned.size],
    ["time", planned.modified],
    ["class", planned.storageClass],
  ] as const;
  let end = 0;
  for (const [key, width] of widths) {
    if (width === 0) continue;
    end += width + (key === "name" ? 0 : planned.gap);
    if (column < end) return key;
  }
  return undefined;
}
