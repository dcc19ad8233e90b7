/** Everything that a key can do. */
export type ActionName =
  | "app.quit"
  | "app.help"
  | "app.theme"
  | "history.back"
  | "history.forward"
  | "place.refresh"
  | "place.buckets"
  | "item.copy-uri"
  | "item.open"
  | "place.parent"
  | "place.escape"
  | "cursor.up"
  | "cursor.down"
  | "cursor.page-up"
  | "cursor.page-down"
  | "cursor.half-up"
  | "cursor.half-down"
  | "cursor.first"
  | "cursor.last"
  | "filter.start"
  | "filter.accept"
  | "filter.cancel"
  | "sort.name"
  | "sort.size"
  | "sort.time"
  | "sort.reverse"
  | "details.leave"
  | "details.next"
  | "details.previous"
  | "details.toggle-hex"
  | "help.close"
  | "help.run"
  | "field.left"
  | "field.right"
  | "field.start"
  | "field.end"
  | "field.backspace"
  | "field.delete"
  | "field.delete-word"
  | "field.clear";

export interface Binding {
  /** Each a key (`j`, `ctrl+f`) or a sequence of keys with spaces between (`g g`). The first is shown. */
  readonly keys: readonly string[];
  readonly action: ActionName;
  /** What it does, for the help: an imperative sentence. */
  readonly does: string;
  /** Its place in the key bar: the lowest `priority` stays longest as the terminal gets narrow. */
  readonly hint?: { readonly label: string; readonly priority: number };
}

export type LayerName = "help" | "filter" | "list" | "details" | "global";

/** Bindings that hold together, such as those of one screen. Upper layers are asked first. */
export interface Layer {
  readonly name: LayerName;
  readonly title: string;
  /** Printable keys type text here and reach no binding. */
  readonly takesText: boolean;
  /** Nothing beneath is reached: a dialog. */
  readonly modal: boolean;
  readonly bindings: readonly Binding[];
}

const MOVES: readonly Binding[] = [
  { keys: ["up", "k", "ctrl+p"], action: "cursor.up", does: "Move up" },
  { keys: ["down", "j", "ctrl+n"], action: "cursor.down", does: "Move down" },
  { keys: ["pageup", "ctrl+b"], action: "cursor.page-up", does: "Move a page up" },
  { keys: ["pagedown", "ctrl+f", "space"], action: "cursor.page-down", does: "Move a page down" },
  { keys: ["ctrl+u"], action: "cursor.half-up", does: "Move half a page up" },
  { keys: ["ctrl+d"], action: "cursor.half-down", does: "Move half a page down" },
  { keys: ["home", "g g"], action: "cursor.first", does: "Go to the first line" },
  { keys: ["end", "G"], action: "cursor.last", does: "Go to the last line" },
];

const FIELD_EDITS: readonly Binding[] = [
  { keys: ["left", "ctrl+b"], action: "field.left", does: "Move left in the text" },
  { keys: ["right"], action: "field.right", does: "Move right in the text" },
  { keys: ["home", "ctrl+a"], action: "field.start", does: "Go to the start of the text" },
  { keys: ["end", "ctrl+e"], action: "field.end", does: "Go to the end of the text" },
  {
    keys: ["backspace", "ctrl+h"],
    action: "field.backspace",
    does: "Remove the character before the cursor",
  },
  { keys: ["delete"], action: "field.delete", does: "Remove the character under the cursor" },
  { keys: ["ctrl+w"], action: "field.delete-word", does: "Remove the word before the cursor" },
  { keys: ["ctrl+u"], action: "field.clear", does: "Clear the text" },
];

const FIELD_MOVES: readonly Binding[] = [
  { keys: ["up", "ctrl+p"], action: "cursor.up", does: "Move up" },
  { keys: ["down", "ctrl+n"], action: "cursor.down", does: "Move down" },
  { keys: ["pageup"], action: "cursor.page-up", does: "Move a page up" },
  { keys: ["pagedown"], action: "cursor.page-down", does: "Move a page down" },
];

export const LAYERS: Readonly<Record<LayerName, Layer>> = {
  help: {
    name: "help",
    title: "Help",
    takesText: true,
    modal: true,
    bindings: [
      {
        keys: ["enter"],
        action: "help.run",
        does: "Run the marked line",
        hint: { label: "run", priority: 2 },
      },
      {
        keys: ["escape", "ctrl+c"],
        action: "help.close",
        does: "Close",
        hint: { label: "close", priority: 1 },
      },
      ...FIELD_MOVES,
      ...FIELD_EDITS,
    ],
  },
  filter: {
    name: "filter",
    title: "Filter",
    takesText: true,
    modal: true,
    bindings: [
      {
        keys: ["enter"],
        action: "filter.accept",
        does: "Keep the filter",
        hint: { label: "keep", priority: 2 },
      },
      {
        keys: ["escape", "ctrl+c"],
        action: "filter.cancel",
        does: "Drop the filter",
        hint: { label: "drop", priority: 1 },
      },
      ...FIELD_MOVES,
      ...FIELD_EDITS,
    ],
  },
  list: {
    name: "list",
    title: "List",
    takesText: false,
    modal: false,
    bindings: [
      {
        keys: ["enter", "l", "right"],
        action: "item.open",
        does: "Open the folder or the object",
        hint: { label: "open", priority: 1 },
      },
      {
        keys: ["backspace", "h", "left"],
        action: "place.parent",
        does: "Go up to the parent",
        hint: { label: "up", priority: 3 },
      },
      { keys: ["/"], action: "filter.start", does: "Filter by name", hint: { label: "filter", priority: 2 } },
      { keys: ["escape"], action: "place.escape", does: "Stop listing, drop the filter, or go up" },
      { keys: ["o n"], action: "sort.name", does: "Sort by name" },
      { keys: ["o s"], action: "sort.size", does: "Sort by size, largest first" },
      { keys: ["o t"], action: "sort.time", does: "Sort by time, newest first" },
      { keys: ["o r"], action: "sort.reverse", does: "Reverse the order" },
      ...MOVES,
    ],
  },
  details: {
    name: "details",
    title: "Object",
    takesText: false,
    modal: false,
    bindings: [
      {
        keys: ["escape", "h", "left", "backspace"],
        action: "details.leave",
        does: "Go back to the list",
        hint: { label: "back", priority: 1 },
      },
      {
        keys: ["n", "J"],
        action: "details.next",
        does: "Show the next object",
        hint: { label: "next", priority: 3 },
      },
      {
        keys: ["p", "K"],
        action: "details.previous",
        does: "Show the previous object",
        hint: { label: "previous", priority: 4 },
      },
      {
        keys: ["v"],
        action: "details.toggle-hex",
        does: "Show the preview as text or as bytes",
        hint: { label: "text/hex", priority: 5 },
      },
      ...MOVES,
    ],
  },
  global: {
    name: "global",
    title: "Anywhere",
    takesText: false,
    modal: false,
    bindings: [
      {
        keys: ["?"],
        action: "app.help",
        does: "Show what every key does",
        hint: { label: "help", priority: 0 },
      },
      {
        keys: ["y"],
        action: "item.copy-uri",
        does: "Copy the s3:// address to the clipboard",
        hint: { label: "copy address", priority: 6 },
      },
      {
        keys: ["R", "ctrl+r"],
        action: "place.refresh",
        does: "Read it again",
        hint: { label: "refresh", priority: 7 },
      },
      { keys: ["[", "alt+left"], action: "history.back", does: "Go back in the history" },
      { keys: ["]", "alt+right"], action: "history.forward", does: "Go forward in the history" },
      { keys: ["g b", "~"], action: "place.buckets", does: "Go to the buckets" },
      { keys: ["T"], action: "app.theme", does: "Switch the colours" },
      { keys: ["q", "ctrl+c"], action: "app.quit", does: "Quit", hint: { label: "quit", priority: 8 } },
    ],
  },
};

/** Sequences begin with one of these; the key bar and the pop-up name what they lead to. */
export const SEQUENCE_TITLES: Readonly<Record<string, string>> = { o: "Sort", g: "Go to" };
