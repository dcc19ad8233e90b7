import { go } from "fuzzysort";
import type { ExplorerState, Transition } from "../explorer-state.js";
import { EMPTY_FIELD, type TextField } from "../text-field.js";

/** A line to choose. */
export interface PickItem {
  /** What it is searched by, and shown as. */
  readonly text: string;
  /** Keys or another mark, on its left. */
  readonly mark?: string;
  /** Quieter, on its right; searched too. */
  readonly note?: string;
  /** Searched, not shown. */
  readonly words?: string;
  /** Shown below while it is marked: the command line behind it, or a longer explanation. */
  readonly detail?: string;
  /** What choosing it does; the dialog is closed by then. */
  readonly choose: (state: ExplorerState) => Transition;
}

export interface PickOptions {
  readonly title: string;
  readonly placeholder: string;
  /** Shown when nothing matches. */
  readonly nothing: string;
  readonly items: readonly PickItem[];
  /** Items made of what is typed, above those found by it. */
  readonly typed?: (text: string) => readonly PickItem[];
}

/** A list to search and to choose from: the help, the palette, profiles, bookmarks. */
export interface PickDialog extends PickOptions {
  readonly kind: "pick";
  readonly query: TextField;
  /** What the query leaves, the best first. */
  readonly shown: readonly PickItem[];
  readonly cursor: number;
}

/** Below this, letters match by accident. */
const LEAST_SCORE = 0.4;

export function openPick(options: PickOptions): PickDialog {
  return { ...options, kind: "pick", query: EMPTY_FIELD, shown: options.items, cursor: 0 };
}

export function searchPick(dialog: PickDialog, query: TextField): PickDialog {
  if (query.text === dialog.query.text) return { ...dialog, query };
  return { ...dialog, query, shown: matching(dialog, query.text.trim()), cursor: 0 };
}

function matching({ items, typed }: PickDialog, text: string): readonly PickItem[] {
  if (text === "") return items;
  const found = go(text, items, {
    keys: ["text", "mark", "note", "words"],
    threshold: LEAST_SCORE,
    limit: 0,
  });
  return [...(typed?.(text) ?? []), ...found.map(({ obj }) => obj)];
}
