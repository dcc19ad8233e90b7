import { BY_NAME, RowView, type SortKey, type SortOrder } from "./row-view.js";
import type { ListedRow } from "./row-store.js";
import { RowStore } from "./row-store.js";
import type { ExplorerState } from "../explorer-state.js";
import { planLayout } from "../layout.js";
import type { Location } from "../location.js";
import { placeCursor, shiftWindow, TOP_OF_LIST, type ListWindow } from "../list-window.js";
import { parseFilter } from "./row-filter.js";
import type { Problem } from "../problem.js";
import { Selection } from "./selection.js";
import { EMPTY_FIELD, type TextField } from "../text-field.js";

/** Columns beside the rows' own: the cursor's mark on the left, a blank and the scroll bar on the right. */
export const LIST_FRAME_COLUMNS = 3;

/** More selected rows than this are not looked for again by name. */
const MOST_RESELECTED = 10_000;

/** Reading a place's rows. The rows are appended to while it runs. */
export interface Listing {
  readonly id: number;
  readonly rows: RowStore;
  readonly status: "running" | "done" | "stopped" | "failed" | "shed";
  readonly problem: Problem | undefined;
  readonly startedMs: number;
}

/** A list of buckets, or of the folders and objects under a prefix. */
export interface ListScreen {
  readonly kind: "list";
  readonly location: Location;
  readonly listing: Listing;
  /** A second reading that has brought nothing yet: until then the rows of the first stay. */
  readonly incoming: Listing | undefined;
  readonly view: RowView;
  readonly window: ListWindow;
  readonly filter: TextField;
  /** The filter is being typed. */
  readonly filtering: boolean;
  readonly selection: Selection;
  /** Position where a range being selected began. */
  readonly rangeStart: number | undefined;
  /** Names to select again once a second reading has brought them. */
  readonly reselect: ReadonlySet<string> | undefined;
  /** What to put the cursor on as soon as it has been listed. */
  readonly sought: Sought | undefined;
}

interface Sought {
  readonly name: string;
  /** Rows that have been looked at in vain. */
  readonly scanned: number;
}

export function openList(location: Location, id: number, nowMs: number, sought?: string): ListScreen {
  const listing = newListing(id, nowMs);
  return {
    kind: "list",
    location,
    listing,
    incoming: undefined,
    view: new RowView(listing.rows),
    window: TOP_OF_LIST,
    filter: EMPTY_FIELD,
    filtering: false,
    selection: Selection.none,
    rangeStart: undefined,
    reselect: undefined,
    sought: toSought(sought),
  };
}

/** Rows of the screen that list something. */
export function listHeight({ size }: Pick<ExplorerState, "size">): number {
  return planLayout(size).listRows;
}

export function newListing(id: number, nowMs: number): Listing {
  return { id, rows: new RowStore(), status: "running", problem: undefined, startedMs: nowMs };
}

/** The listing whose state counts: the second reading while there is one. */
export function currentListing(screen: ListScreen): Listing {
  return screen.incoming ?? screen.listing;
}

export function isListing(screen: ListScreen): boolean {
  return currentListing(screen).status === "running";
}

/** The row under the cursor. */
export function rowAtCursor({ view, window }: ListScreen): ListedRow | undefined {
  return window.cursor < view.count ? view.rows.rowAt(view.idAt(window.cursor)) : undefined;
}

/** Take in rows that have been listed since; `height` is the number of rows on the screen. */
export function takeRows(screen: ListScreen, listingId: number, height: number): ListScreen {
  if (screen.incoming?.id === listingId) return advance(adopt(screen, screen.incoming), height);
  return screen.listing.id === listingId ? advance(screen, height) : screen;
}

/** A listing has ended, well or not. */
export function endListing(screen: ListScreen, ended: Listing, height: number): ListScreen {
  if (screen.incoming?.id === ended.id) {
    // A second reading that failed leaves what the first one showed.
    if (ended.status !== "done" && ended.rows.count === 0) {
      const { status, problem } = ended;
      return { ...screen, incoming: undefined, listing: { ...screen.listing, status, problem } };
    }
    return selectAgain(advance(adopt(screen, ended), height));
  }
  if (screen.listing.id !== ended.id) return screen;
  return selectAgain(advance({ ...screen, listing: ended }, height));
}

/** Go on with a view that has not looked at all rows yet. */
export function advance(screen: ListScreen, height: number): ListScreen {
  const { view, window } = screen;
  const id = window.cursor < view.count ? view.idAt(window.cursor) : undefined;
  const foldersBefore = view.folderCount;
  view.advance();
  const reordered = view.settle(!isListing(screen) && !view.pending);
  const moved =
    reordered && id !== undefined && window.cursor > 0
      ? { ...window, cursor: view.positionOf(id) }
      : shiftWindow(window, foldersBefore, view.folderCount - foldersBefore);
  return seek({ ...screen, window: placeCursor(moved, view.count, height) }, height);
}

/** Another filter: the cursor stays on its row as long as that is kept. */
export function refilter(screen: ListScreen, filter: TextField, height: number): ListScreen {
  const view = new RowView(screen.listing.rows, parseFilter(filter.text), screen.view.sort);
  return reshow({ ...screen, filter }, view, height);
}

/** Another order; the same key again turns it round. */
export function resort(screen: ListScreen, key: SortKey, height: number): ListScreen {
  return withSort(screen, nextSort(screen.view.sort, key), height);
}

export function reverseSort(screen: ListScreen, height: number): ListScreen {
  const { key, descending } = screen.view.sort;
  return withSort(screen, { key, descending: !descending }, height);
}

function withSort(screen: ListScreen, sort: SortOrder, height: number): ListScreen {
  return reshow(screen, new RowView(screen.listing.rows, screen.view.filter, sort, screen.view), height);
}

function nextSort(sort: SortOrder, key: SortKey): SortOrder {
  if (sort.key === key) return { key, descending: !sort.descending };
  return key === "name" ? BY_NAME : { key, descending: key !== "class" };
}

function reshow(screen: ListScreen, view: RowView, height: number): ListScreen {
  const old = screen.view;
  const id = screen.window.cursor < old.count ? old.idAt(screen.window.cursor) : undefined;
  view.advance();
  view.settle(true);
  const position = id === undefined || screen.window.cursor === 0 ? -1 : view.positionOf(id);
  const window = position === -1 ? TOP_OF_LIST : { cursor: position, top: position - Math.floor(height / 2) };
  return {
    ...screen,
    view,
    sought: undefined,
    rangeStart: undefined,
    window: placeCursor(window, view.count, height),
  };
}

function adopt(screen: ListScreen, listing: Listing): ListScreen {
  const sought = toSought(screen.sought?.name ?? rowAtCursor(screen)?.name);
  const view = new RowView(listing.rows, screen.view.filter, screen.view.sort);
  const renewed = { ...screen, listing, incoming: undefined, view, window: TOP_OF_LIST, sought };
  return { ...renewed, selection: Selection.none, rangeStart: undefined, reselect: selectedNames(screen) };
}

// A selection made by hand outlives a second reading; one of everything is as quickly made again.
function selectedNames({ selection, view, reselect }: ListScreen): ReadonlySet<string> | undefined {
  if (selection.count === 0 || selection.count > MOST_RESELECTED) return reselect;
  return new Set(Array.from(selection.ids(), (id) => view.rows.nameAt(id)));
}

function selectAgain(screen: ListScreen): ListScreen {
  const { reselect, view } = screen;
  if (reselect === undefined) return screen;
  const ids = Array.from({ length: view.rows.count }, (_, id) => id);
  const selection = screen.selection.change(ids, view.rows, (id) => reselect.has(view.rows.nameAt(id)));
  return { ...screen, selection, reselect: undefined };
}

function toSought(name: string | undefined): Sought | undefined {
  return name === undefined ? undefined : { name, scanned: 0 };
}

function seek(screen: ListScreen, height: number): ListScreen {
  const { sought, view } = screen;
  if (sought === undefined || view.pending) return screen;
  const id = view.rows.find(sought.name, sought.scanned);
  const position = id === -1 ? -1 : view.positionOf(id);
  if (position !== -1) {
    const window = { cursor: position, top: position - Math.floor(height / 2) };
    return { ...screen, sought: undefined, window: placeCursor(window, view.count, height) };
  }
  const goOn = id === -1 && isListing(screen);
  return { ...screen, sought: goOn ? { ...sought, scanned: view.rows.count } : undefined };
}
