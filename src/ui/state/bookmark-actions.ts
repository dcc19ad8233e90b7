import type { Bookmark } from "../../lib/config/bookmarks.js";
import { isSameBookmark } from "../../lib/config/bookmarks.js";
import { formatS3Uri, parseS3Uri } from "../../lib/s3/uri.js";
import type { Action } from "../actions/action.js";
import { displayText } from "../text/cell-text.js";
import { openPick, type PickItem } from "./dialog/pick-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "./explorer-state.js";
import { goToPlace, goToStore } from "./history.js";
import { folderOf, locationOf } from "./location.js";
import { kindOf } from "./screen-kinds.js";

/** Marking places, and coming back to them. */
export const BOOKMARK_ACTIONS: readonly Action[] = [
  {
    id: "bookmark.open",
    title: "Go to a bookmark",
    keys: ["b"],
    run: (state) => settled(openBookmarks(state)),
  },
  {
    id: "bookmark.toggle",
    title: "Bookmark this place, or no longer",
    keys: ["m"],
    run: toggle,
  },
];

function openBookmarks(state: ExplorerState): ExplorerState {
  const dialog = openPick({
    title: "Bookmarks",
    placeholder: "type to search; ↵ goes there",
    nothing: state.bookmarks.length === 0 ? "None yet: m marks the place that is shown" : "No such bookmark",
    items: bookmarkItems(state),
  });
  return { ...state, dialog };
}

/** The bookmarks as lines to choose from, also for the palette. */
export function bookmarkItems({ bookmarks }: ExplorerState): readonly PickItem[] {
  return bookmarks.map((bookmark) => ({
    text: displayText(bookmark.uri),
    mark: "★",
    note: bookmark.storeFlags.filter((word) => !word.startsWith("--")).join(" "),
    choose: (state) => goToBookmark(state, bookmark),
  }));
}

function goToBookmark(state: ExplorerState, { uri, storeFlags }: Bookmark): Transition {
  const location = locationOf(parseS3Uri(uri));
  if (state.store.flags.join("\0") === storeFlags.join("\0")) return goToPlace(state, location);
  const label = storeFlags.filter((word) => !word.startsWith("--")).join(" · ");
  return goToStore(state, storeFlags, label === "" ? "default" : label, location);
}

function toggle(state: ExplorerState): Transition {
  const { screen, store } = state;
  const uri = placeUri(state);
  if (screen.kind === "list" && screen.location.kind === "buckets") {
    return settled(noting(state, "warning", "Open a bucket first: that is what can be bookmarked"));
  }
  const bookmark: Bookmark = { uri, storeFlags: store.flags };
  const known = state.bookmarks.some((other) => isSameBookmark(other, bookmark));
  const text = `${known ? "No longer bookmarked" : "Bookmarked"}: ${displayText(uri)}`;
  return settled(noting(state, "good", text), { type: "toggle-bookmark", bookmark });
}

function placeUri({ screen }: ExplorerState): string {
  if (screen.kind === "list" && screen.location.kind !== "buckets") {
    const { bucket, prefix } = screen.location;
    return formatS3Uri({ bucket, key: prefix });
  }
  const address = kindOf(screen).address(screen) ?? { bucket: "", key: "" };
  return formatS3Uri({ ...address, key: folderOf(address.key) });
}
