import type { S3Uri } from "../../../lib/s3/uri.js";
import type { Action } from "../../actions/action.js";
import { noting, settled, type ExplorerState } from "../explorer-state.js";
import { goBack } from "../history.js";
import { targetsOf } from "../targets.js";
import { goToGrants, targetOf } from "./grants-screen.js";

/** Lead to S3 Access Grants from anywhere. */
export const SHOW_GRANTS: readonly Action[] = [
  {
    id: "grants.show",
    title: "Show S3 Access Grants: instance, locations, grants",
    keys: ["g a"],
    run: (state) => goToGrants(state, undefined),
    command: () => ["grants", "grant", "list"],
  },
  {
    id: "grants.who",
    title: "Show who can reach it by S3 Access Grants, and why",
    keys: ["g w"],
    run: (state) => {
      const place = placeOf(state);
      return place === undefined
        ? settled(noting(state, "warning", "There is no place here to ask about"))
        : goToGrants(state, place);
    },
    command: (state) => {
      const target = targetOf(placeOf(state));
      return target === undefined ? undefined : ["grants", "explain", target];
    },
  },
];

/** What keys do where grants are shown. */
export const GRANTS_ACTIONS: readonly Action[] = [
  {
    id: "grants.leave",
    title: "Go back",
    keys: ["escape", "h", "left", "backspace"],
    hint: { label: "back", priority: 1 },
    run: goBack,
  },
];

function placeOf(state: ExplorerState): S3Uri | undefined {
  const [first] = targetsOf(state);
  return first?.bucket === "" ? undefined : first;
}
