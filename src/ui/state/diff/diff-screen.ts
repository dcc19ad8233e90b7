import type { VersionEntry } from "../../../lib/s3/list-versions.js";
import type { DiffLine } from "./diff-lines.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** Two versions of an object that are compared. */
export interface VersionPair {
  readonly bucket: string;
  readonly key: string;
  readonly older: VersionEntry;
  readonly newer: VersionEntry;
}

/** What is different between two versions of a text. */
export interface DiffScreen extends VersionPair {
  readonly kind: "diff";
  readonly id: number;
  readonly lines: Loadable<readonly DiffLine[]>;
  readonly window: ListWindow;
}

export function goToDiff(state: ExplorerState, pair: VersionPair): Transition {
  const id = state.nextId;
  const screen = { ...pair, kind: "diff", id, lines: { state: "loading" }, window: TOP_OF_LIST } as const;
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "compare", requestId: id, pair });
}
