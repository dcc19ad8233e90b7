import type { BucketDescription } from "../../../lib/bucket/describe-bucket.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** A bucket's settings. */
export interface BucketScreen {
  readonly kind: "bucket";
  readonly id: number;
  readonly bucket: string;
  readonly description: Loadable<BucketDescription>;
  readonly window: ListWindow;
}

export function goToBucket(state: ExplorerState, bucket: string): Transition {
  const screen = openBucket(bucket, state.nextId);
  const gone = goTo({ ...state, nextId: state.nextId + 1 }, screen);
  return settled(gone.state, ...gone.effects, asking(screen));
}

/** Read the settings again; what is shown stays until they are here. */
export function readAgain(state: ExplorerState, screen: BucketScreen): Transition {
  const fresh = { ...screen, id: state.nextId };
  return settled({ ...state, screen: fresh, nextId: state.nextId + 1 }, asking(fresh));
}

function openBucket(bucket: string, id: number): BucketScreen {
  return { kind: "bucket", id, bucket, description: { state: "loading" }, window: TOP_OF_LIST };
}

function asking({ id, bucket }: BucketScreen) {
  return { type: "describe-bucket", requestId: id, bucket } as const;
}
