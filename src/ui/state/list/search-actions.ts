import { openPrompt } from "../dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goToPlace } from "../history.js";
import { DELIMITER, folderOf, uriOf, type SearchLocation } from "../location.js";
import { displayText } from "../../text/cell-text.js";
import { logCommand } from "../run-action.js";
import { rowAtCursor, type ListScreen } from "./list-screen.js";
import { searchCommand } from "./search-command.js";
import { parseFilter } from "./row-filter.js";

/** What can be written in a filter or a search, for where it is asked. */
const GRAMMAR = [
  'text  "two words"  ?fuzzy  ~regex  class:glacier  !not',
  ">100M  <4k   <2026-01-01  >2026-01-31   <7d younger  >2w older",
];

/** Ask what to look for at any depth below the place. */
export function askSearch(state: ExplorerState, { location }: ListScreen): Transition {
  if (location.kind === "buckets") {
    return settled(noting(state, "warning", "Open a bucket first: searches are within one"));
  }
  const { bucket, prefix } = location;
  const dialog = openPrompt({
    title: `Search below ${displayText(uriOf(location, ""))}`,
    lines: [...GRAMMAR, "Nothing: all keys"],
    text: location.kind === "search" ? location.query : "",
    fault: (text) => parseFilter(text)?.fault,
    accept: (now, query) => search(now, { kind: "search", bucket, prefix, query: query.trim() }),
  });
  return settled({ ...state, dialog });
}

function search(state: ExplorerState, location: SearchLocation): Transition {
  return goToPlace(logCommand(state, searchCommand(location)), location);
}

/** From something found, go to the folder that holds it, with the cursor on it. */
export function reveal(state: ExplorerState, list: ListScreen): Transition {
  const row = rowAtCursor(list);
  const { location } = list;
  if (row === undefined || location.kind !== "search") {
    return settled(noting(state, "warning", "This is the folder that holds it"));
  }
  const key = folderOf(location.prefix) + row.name;
  const prefix = key.slice(0, key.lastIndexOf(DELIMITER, key.length - 2) + 1);
  return goToPlace(state, { kind: "prefix", bucket: location.bucket, prefix }, key.slice(prefix.length));
}
