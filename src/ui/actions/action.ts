import type { ExplorerState, Transition } from "../state/explorer-state.js";

/**
 * Something that the explorer can do. From this one description come its keys, its line in the help, its entry in the
 * palette, its place in the key bar, and the command line shown for it.
 */
export interface Action {
  /** Stable: users' key files name it. `list.open`. */
  readonly id: string;
  /** An imperative sentence. */
  readonly title: string;
  /** Each a key (`j`, `ctrl+f`) or a sequence of keys with spaces between (`g g`). The first is shown. */
  readonly keys: readonly string[];
  /** Its place in the key bar: the lowest `priority` stays longest as the terminal gets narrow. */
  readonly hint?: { readonly label: string; readonly priority: number };
  readonly run: (state: ExplorerState) => Transition;
  /** The words after `s3kit` that do the same, as things stand; what has none is about the explorer alone. */
  readonly command?: (state: ExplorerState) => CommandWords | undefined;
  /** Left out where it is never of use: the help and the palette do not offer it then. */
  readonly applies?: (state: ExplorerState) => boolean;
  /** It changes something in a store: `--read-only` takes it away. */
  readonly writes?: true;
}

/** A command line before quoting, without `s3kit` and without the flags that choose the store. */
export type CommandWords = readonly string[];

export type LayerName =
  | "pick"
  | "prompt"
  | "confirm"
  | "filter"
  | "list"
  | "usage"
  | "details"
  | "preview"
  | "sideways"
  | "found"
  | "search"
  | "versions"
  | "diff"
  | "tools"
  | "bucket"
  | "editor"
  | "unread"
  | "presign"
  | "proxy"
  | "grants"
  | "files"
  | "jobs"
  | "plan"
  | "local"
  | "local-filter"
  | "team"
  | "datasets"
  | "dataset"
  | "moves"
  | "global";

/** Actions that hold together, such as those of one screen. Upper layers are asked first. */
export interface Layer {
  readonly name: LayerName;
  readonly title: string;
  /** Printable keys type text here and reach no action. */
  readonly takesText: boolean;
  /** Nothing beneath is reached: a dialog. */
  readonly modal: boolean;
  readonly actions: readonly Action[];
}

/** Every action there is, with the keys in force. */
export type Keymap = Readonly<Record<LayerName, Layer>>;
