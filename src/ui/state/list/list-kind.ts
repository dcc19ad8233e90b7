import { selectedAddresses } from "./select-rows.js";
import type { ScreenKind } from "../screen-kind.js";
import type { StoreEvent } from "../explorer-event.js";
import { placeCursor } from "../list-window.js";
import { addressIn, crumbsOf } from "../location.js";
import { moveWindow } from "../motion.js";
import { clickList } from "./click-list.js";
import {
  advance,
  endListing,
  isListing,
  listHeight,
  refilter,
  rowAtCursor,
  takeRows,
  type Listing,
  type ListScreen,
} from "./list-screen.js";
import { filterProgress, listPosition, listStatus } from "./list-status.js";

/** Buckets, or folders and objects. */
export const LIST_KIND: ScreenKind<ListScreen> = {
  layers: ({ filtering }) => (filtering ? ["filter", "list", "moves"] : ["list", "files", "tools", "moves"]),
  crumbs: ({ location }) => (location.kind === "buckets" ? ["Buckets"] : crumbsOf(location)),
  address: (list) => addressIn(list.location, rowAtCursor(list)?.name ?? ""),
  selected: selectedAddresses,
  status: (list, { nowMs }) => listStatus(list, nowMs),
  position: (list) => (list.filtering ? filterProgress(list) : listPosition(list)),
  click: clickList,
  busy: (list) => isListing(list) || list.view.pending,
  move: (list, motion, context) => ({
    ...list,
    window: moveWindow(list.window, motion, list.view.count, listHeight(context)),
    sought: undefined,
  }),
  resize: (list, context) => ({
    ...list,
    window: placeCursor(list.window, list.view.count, listHeight(context)),
  }),
  receive: (list, event, context) => receive(list, event, listHeight(context)),
  // A view that has rows to look at does so a slice at a time, with key presses let through in between.
  pending: ({ view }) => (view.pending ? [{ type: "advance-view" }] : []),
  field: {
    of: ({ filtering, filter }) => (filtering ? filter : undefined),
    change: (list, filter, context) =>
      filter.text === list.filter.text ? { ...list, filter } : refilter(list, filter, listHeight(context)),
  },
};

function receive(list: ListScreen, event: StoreEvent, height: number): ListScreen {
  if (event.type === "rows") return takeRows(list, event.listingId, height);
  if (event.type === "listed") return end(list, event, height);
  return event.type === "advance" && list.view.pending ? advance(list, height) : list;
}

function end(
  list: ListScreen,
  { listingId, status, problem }: Extract<StoreEvent, { type: "listed" }>,
  height: number,
): ListScreen {
  const known = [list.incoming, list.listing].find((listing) => listing?.id === listingId);
  if (known === undefined || known.status === "shed") return list;
  const ended: Listing = { ...known, status, problem };
  return endListing(list, ended, height);
}
