import type { KeyPress } from "../keymap/key-press.js";
import type { ArrivedPart } from "./details/details-screen.js";
import type { TerminalSize } from "./explorer-state.js";
import type { Problem } from "./problem.js";

/** What happens to the explorer. */
export type ExplorerEvent =
  /** It has started: read the first place. */
  | { readonly type: "started" }
  | { readonly type: "keys"; readonly presses: readonly KeyPress[] }
  | { readonly type: "resized"; readonly size: TerminalSize }
  | { readonly type: "tick"; readonly nowMs: number }
  | StoreEvent;

/** What comes back from a store, or from work on what came: told to every screen. */
export type StoreEvent =
  /** Rows have been appended to the listing's store. */
  | { readonly type: "rows"; readonly listingId: number }
  | {
      readonly type: "listed";
      readonly listingId: number;
      readonly status: "done" | "stopped" | "failed";
      readonly problem: Problem | undefined;
    }
  /** It is time to look at more rows of the view. */
  | { readonly type: "advance" }
  | ({ readonly type: "part"; readonly detailsId: number } & ArrivedPart);
