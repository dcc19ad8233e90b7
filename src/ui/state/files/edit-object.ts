import { displayText } from "../../text/cell-text.js";
import type { S3Uri } from "../../../lib/s3/uri.js";
import { noting, settled, type ExplorerState, type Transition } from "../explorer-state.js";
import type { Problem } from "../problem.js";
import { targetsOf } from "../targets.js";

export type EditOutcome =
  | { readonly kind: "saved" }
  | { readonly kind: "unchanged" }
  | {
      readonly kind: "failed";
      readonly problem: Problem;
      /** File that holds what was written. */
      readonly keptAt: string | undefined;
    };

export interface EditNews {
  readonly type: "edited";
  readonly object: S3Uri;
  readonly outcome: EditOutcome;
}

/** Have the object under the cursor edited in the user's own editor. */
export function askEdit(state: ExplorerState): Transition {
  const [object] = targetsOf(state);
  if (object === undefined || object.key === "" || object.key.endsWith("/"))
    return settled(noting(state, "warning", "Only objects can be edited"));
  return settled(
    { ...state, nextId: state.nextId + 1 },
    { type: "edit-object", requestId: state.nextId, object },
  );
}

/** Tell how it went; what could not be saved must not be lost. */
export function afterEdit(state: ExplorerState, { object, outcome }: EditNews): ExplorerState {
  const name = displayText(object.key.slice(object.key.lastIndexOf("/") + 1));
  if (outcome.kind === "saved") return noting(state, "good", `Saved ${name}`);
  if (outcome.kind === "unchanged") return noting(state, "good", `${name} was not changed`);
  const kept = outcome.keptAt === undefined ? "" : ` What you wrote is in ${outcome.keptAt}`;
  return noting(state, "problem", displayText(`${outcome.problem.message}.${kept}`));
}
