import type { ExplorerEvent } from "../ui/state/explorer-event.js";

/** Tell the explorer what happened. */
export type Send = (event: ExplorerEvent) => void;
