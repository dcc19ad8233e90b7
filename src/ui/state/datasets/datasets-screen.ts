import type { ListedDataset } from "../../../lib/dataset/list-datasets.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** The datasets of a bucket. */
export interface DatasetsScreen {
  readonly kind: "datasets";
  /** Number of the request. */
  readonly id: number;
  readonly bucket: string;
  readonly found: Loadable<readonly ListedDataset[]>;
  readonly window: ListWindow;
}

export function goToDatasets(state: ExplorerState, bucket: string): Transition {
  const id = state.nextId;
  const screen: DatasetsScreen = {
    kind: "datasets",
    id,
    bucket,
    found: { state: "loading" },
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "list-datasets", requestId: id, bucket });
}

/** What the cursor is on. */
export function datasetAtCursor({ found, window }: DatasetsScreen): ListedDataset | undefined {
  return found.state === "ready" ? found.value[window.cursor] : undefined;
}

/** Rows there are. */
export function datasetCount({ found }: DatasetsScreen): number {
  return found.state === "ready" ? found.value.length : 0;
}
