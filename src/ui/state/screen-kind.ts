import type { S3Uri } from "../../lib/s3/uri.js";
import type { LayerName } from "../actions/action.js";
import type { ExplorerEffect, ExplorerState, Transition } from "./explorer-state.js";
import type { StoreEvent } from "./explorer-event.js";
import type { Motion } from "./motion.js";
import type { TextField } from "./text-field.js";

export interface Status {
  readonly tone: "quiet" | "good" | "warning" | "problem";
  readonly text: string;
}

/** What the frame sees of the explorer when it asks a screen something: mostly size and time. */
export type ScreenContext = Pick<ExplorerState, "size" | "nowMs">;

/** A place in the part of the terminal that belongs to the screen, counted from 0. */
export interface ScreenPlace {
  readonly column: number;
  readonly line: number;
}

/**
 * What the frame must know about a kind of screen. A screen's state is a value with a `kind`; its view is in
 * `screens/`, its actions are a layer of the registry.
 */
export interface ScreenKind<Screen> {
  /** The layers of keys that hold on it, the uppermost first; `global` comes after them by itself. */
  readonly layers: (screen: Screen) => readonly LayerName[];
  /** Where one is, for the header. */
  readonly crumbs: (screen: Screen) => readonly string[];
  /** What the cursor is on, or the screen is about. */
  readonly address: (screen: Screen) => S3Uri | undefined;
  /** What is selected, where things can be; none: actions are about the address. */
  readonly selected?: (screen: Screen) => Iterable<S3Uri>;
  /** What it is doing, for the left of the status line. */
  readonly status: (screen: Screen, context: ScreenContext) => Status;
  /** Position, filter, progress: for the right of the status line. */
  readonly position: (screen: Screen) => string;
  /** What a click does, by where it was in the screen's own part; nothing where this is left out. */
  readonly click?: (state: ExplorerState, screen: Screen, place: ScreenPlace) => Transition;
  /** Something is awaited from the store: the spinner turns and the clock runs. */
  readonly busy: (screen: Screen) => boolean;
  /** Move the cursor, or scroll: keys and the mouse's wheel. */
  readonly move: (screen: Screen, motion: Motion, context: ScreenContext) => Screen;
  /** Fit into a terminal of another size. */
  readonly resize: (screen: Screen, context: ScreenContext) => Screen;
  /**
   * Take in what the store answered. Every screen that is kept is told of every answer: the same value comes back when
   * it was for another.
   */
  readonly receive: (screen: Screen, event: StoreEvent, context: ScreenContext) => Screen;
  /** What is to be done as long as it is on top and looks like this; asked after each event. */
  readonly pending?: (screen: Screen) => readonly ExplorerEffect[];
  /** Take in typed or pasted text, where it is not one line that is being typed. */
  readonly type?: (screen: Screen, text: string, context: ScreenContext) => Screen;
  /** The line of text being typed on it now, and what a change of it makes of the screen. */
  readonly field?: {
    readonly of: (screen: Screen) => TextField | undefined;
    readonly change: (screen: Screen, field: TextField, context: ScreenContext) => Screen;
  };
}
