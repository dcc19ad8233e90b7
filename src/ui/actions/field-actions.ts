import { settled } from "../state/explorer-state.js";
import { editText } from "../state/type-text.js";
import type { FieldEdit } from "../state/text-field.js";
import type { Action } from "./action.js";

const EDITS: readonly (readonly [FieldEdit, readonly string[], string])[] = [
  ["left", ["left", "ctrl+b"], "Move left in the text"],
  ["right", ["right"], "Move right in the text"],
  ["start", ["home", "ctrl+a"], "Go to the start of the text"],
  ["end", ["end", "ctrl+e"], "Go to the end of the text"],
  ["backspace", ["backspace", "ctrl+h"], "Remove the character before the cursor"],
  ["delete", ["delete"], "Remove the character under the cursor"],
  ["delete-word", ["ctrl+w"], "Remove the word before the cursor"],
  ["clear", ["ctrl+u"], "Clear the text"],
];

/** What edits the line of text that a layer takes. */
export function fieldActions(layer: string): readonly Action[] {
  return EDITS.map(([edit, keys, title]) => ({
    id: `${layer}.text-${edit}`,
    keys,
    title,
    run: (state) => settled(editText(state, edit)),
  }));
}
