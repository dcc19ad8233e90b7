import { columnsOf } from "../text/cell-text.js";
import type { Action, Layer } from "../actions/action.js";
import { SEQUENCE_TITLES } from "./sequence-titles.js";
import type { KeyPress } from "./key-press.js";
import { keyLabel } from "./key-label.js";
import { reachable } from "./resolve-key.js";

export interface KeyHint {
  readonly key: string;
  readonly label: string;
  /** What pressing them does is what a click on the hint does. */
  readonly presses: readonly KeyPress[];
}

interface Candidate extends KeyHint {
  readonly priority: number;
}

/** Columns between two hints. */
export const HINT_GAP = 2;
const SEQUENCE_PRIORITY = 4;

/** The hints that fit, in the order of the keymap; the least important are left out first, and `?` never. */
export function keyBarHints(layers: readonly Layer[], columns: number): readonly KeyHint[] {
  const candidates = reachable(layers).flatMap(toCandidate);
  const all = [...sequenceHints(layers), ...candidates];
  const byPriority = all.toSorted((a, b) => a.priority - b.priority);
  const kept = new Set<Candidate>();
  let left = columns + HINT_GAP;
  for (const hint of byPriority) {
    left -= hintColumns(hint) + HINT_GAP;
    if (left < 0 && kept.size > 0) break;
    kept.add(hint);
  }
  return byPriority.filter((hint) => kept.has(hint) && hint.priority > 0).concat(byPriority.filter(isLast));
}

export function hintColumns({ key, label }: Pick<KeyHint, "key" | "label">): number {
  return columnsOf(key) + 1 + columnsOf(label);
}

// The help stands at the end of the line, where the eye finds it at any width.
function isLast(hint: Candidate): boolean {
  return hint.priority === 0;
}

function toCandidate({ keys: [key], hint }: Action): readonly Candidate[] {
  return hint === undefined || key === undefined
    ? []
    : [{ key: keyLabel(key), label: hint.label, priority: hint.priority, presses: pressesOf(key) }];
}

function sequenceHints(layers: readonly Layer[]): readonly Candidate[] {
  const sorts = reachable(layers).some(({ keys }) => keys.some((key) => key.startsWith("o ")));
  const title = SEQUENCE_TITLES["o"] ?? "";
  return sorts
    ? [{ key: "o", label: title.toLowerCase(), priority: SEQUENCE_PRIORITY, presses: pressesOf("o") }]
    : [];
}

function pressesOf(keys: string): readonly KeyPress[] {
  return keys.split(" ").map((name) => ({ name, text: undefined }));
}
