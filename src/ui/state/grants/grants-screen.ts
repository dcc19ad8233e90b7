import type { GrantsSurvey } from "../../../lib/grants/survey-grants.js";
import type { S3Uri } from "../../../lib/s3/uri.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** S3 Access Grants: all of them, or who reaches one place, and why. */
export interface GrantsScreen {
  readonly kind: "grants";
  readonly id: number;
  /** The place asked about; undefined: all of them. */
  readonly about: S3Uri | undefined;
  readonly survey: Loadable<GrantsSurvey>;
  readonly window: ListWindow;
}

export function goToGrants(state: ExplorerState, about: S3Uri | undefined): Transition {
  const id = state.nextId;
  const screen: GrantsScreen = {
    kind: "grants",
    id,
    about,
    survey: { state: "loading" },
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects, {
    type: "survey-grants",
    requestId: id,
    target: targetOf(about),
  });
}

/** A place as S3 Access Grants name it: folders and buckets are everything in them. */
export function targetOf(about: S3Uri | undefined): string | undefined {
  if (about === undefined) return undefined;
  const isObject = about.key !== "" && !about.key.endsWith("/");
  return `s3://${about.bucket}/${about.key}${isObject ? "" : "*"}`;
}
