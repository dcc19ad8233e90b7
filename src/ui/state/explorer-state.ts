import type { ThemeName } from "../theme/theme.js";
import type { DetailsScreen } from "./details/details-screen.js";
import type { ListScreen } from "./list/list-screen.js";
import type { TextField } from "./text-field.js";

/** Everything that the explorer shows. Values are replaced, never changed, but for the rows of a listing. */
export interface ExplorerState {
  readonly size: TerminalSize;
  /** What it is connected to, for the header. */
  readonly storeLabel: string;
  readonly themeName: ThemeName;
  readonly colours: boolean;
  readonly screen: Screen;
  /** Screens that "back" leads to, the nearest last. */
  readonly past: readonly Screen[];
  /** Screens that "forward" leads to, the nearest first. */
  readonly future: readonly Screen[];
  readonly help: HelpDialog | undefined;
  readonly pendingKeys: readonly string[];
  readonly notice: Notice | undefined;
  /** Next number for a screen, a listing or a request. */
  readonly nextId: number;
  readonly nowMs: number;
}

export interface TerminalSize {
  readonly columns: number;
  readonly rows: number;
}

export type Screen = ListScreen | DetailsScreen;

export interface HelpDialog {
  readonly query: TextField;
  readonly cursor: number;
}

/** One line that answers a key; the next key takes it away. */
export interface Notice {
  readonly kind: "good" | "warning" | "problem";
  readonly text: string;
}

/** A new state, and what is to be done outside. */
export interface Transition<State = ExplorerState> {
  readonly state: State;
  readonly effects: readonly ExplorerEffect[];
}

/** What the explorer wants done; `src/hooks` does it and answers with events. */
export type ExplorerEffect =
  | {
      readonly type: "list";
      readonly listing: ListScreen["listing"];
      readonly location: ListScreen["location"];
    }
  | { readonly type: "stop"; readonly requestId: number }
  | { readonly type: "advance-view" }
  | { readonly type: "inspect"; readonly details: DetailsScreen }
  | { readonly type: "copy"; readonly text: string }
  | { readonly type: "quit" };

export function settled<State>(state: State, ...effects: readonly ExplorerEffect[]): Transition<State> {
  return { state, effects };
}
