import type { CommandWords } from "../../actions/action.js";
import { uriOf, type Location } from "../location.js";
import { searchCommand } from "./search-command.js";

/** The command line that lists a place. */
export function listCommand(location: Location): CommandWords {
  if (location.kind === "buckets") return ["ls"];
  if (location.kind === "search") return searchCommand(location);
  const address = uriOf(location, "");
  return location.deleted === true ? ["version", "list", address] : ["ls", address];
}
