import type { DatasetSummary } from "../../../lib/dataset/describe-dataset.js";
import type { ManifestItem } from "../../../lib/dataset/format/manifest.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";

/** One dataset: what it is, its README, annotations and items. */
export interface DatasetScreen {
  readonly kind: "dataset";
  /** Number of the request. */
  readonly id: number;
  readonly bucket: string;
  readonly uri: string;
  readonly name: string;
  readonly view: Loadable<DatasetView>;
  readonly window: ListWindow;
}

/** What is shown of a dataset. */
export interface DatasetView {
  readonly summary: DatasetSummary;
  readonly readme: string;
  /** Names with their values as text. */
  readonly annotations: readonly (readonly [name: string, value: string])[];
  /** The first of its items. */
  readonly items: readonly ManifestItem[];
}

export function goToDataset(
  state: ExplorerState,
  { bucket, uri, name }: Pick<DatasetScreen, "bucket" | "uri" | "name">,
): Transition {
  const id = state.nextId;
  const screen: DatasetScreen = {
    kind: "dataset",
    id,
    bucket,
    uri,
    name,
    view: { state: "loading" },
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "read-dataset", requestId: id, uri });
}
