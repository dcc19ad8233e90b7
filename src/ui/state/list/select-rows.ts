import type { S3Uri } from "../../../lib/s3/uri.js";
import { addressIn } from "../location.js";
import type { ListScreen } from "./list-screen.js";
import { Selection } from "./selection.js";

/** Select the row under the cursor, or no longer. */
export function toggleRow(list: ListScreen): ListScreen {
  const { view, window } = list;
  if (window.cursor >= view.count) return list;
  return changed(list, [view.idAt(window.cursor)], (_, selected) => !selected);
}

/** All that are shown. */
export function selectAll(list: ListScreen): ListScreen {
  return changed(list, shownIds(list), () => true);
}

/** Of those shown, the ones that are not selected. */
export function invertSelection(list: ListScreen): ListScreen {
  return changed(list, shownIds(list), (_, selected) => !selected);
}

export function clearSelection(list: ListScreen): ListScreen {
  return { ...list, selection: Selection.none, rangeStart: undefined };
}

/** Begin a range at the cursor; what lies between it and the cursor counts as selected until it is ended. */
export function startRange(list: ListScreen): ListScreen {
  return list.view.count === 0 ? list : { ...list, rangeStart: list.window.cursor };
}

/** Keep what the range covers. */
export function endRange(list: ListScreen): ListScreen {
  const { view } = list;
  const range = rangeOf(list);
  if (range === undefined) return list;
  const ids = Array.from({ length: range.end - range.start + 1 }, (_, i) => view.idAt(range.start + i));
  return { ...changed(list, ids, () => true), rangeStart: undefined };
}

/** First and last position of the range being made. */
export function rangeOf({
  rangeStart,
  window,
  view,
}: ListScreen): { start: number; end: number } | undefined {
  if (rangeStart === undefined || view.count === 0) return undefined;
  const last = Math.min(rangeStart, view.count - 1);
  return { start: Math.min(last, window.cursor), end: Math.max(last, window.cursor) };
}

/** Addresses of the selected rows, in the order that they were listed. */
export function* selectedAddresses({ selection, view, location }: ListScreen): Generator<S3Uri, void, void> {
  for (const id of selection.ids()) {
    const address = addressIn(location, view.rows.nameAt(id));
    if (address !== undefined) yield address;
  }
}

function changed(
  list: ListScreen,
  ids: Iterable<number>,
  wanted: (id: number, selected: boolean) => boolean,
): ListScreen {
  return { ...list, selection: list.selection.change(ids, list.view.rows, wanted) };
}

function* shownIds({ view }: ListScreen): Generator<number, void, void> {
  for (let position = 0; position < view.count; position += 1) yield view.idAt(position);
}
