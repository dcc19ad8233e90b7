import type { ExplorerState, Transition } from "../explorer-state.js";
import { fieldOf, type TextField } from "../text-field.js";

export interface PromptOptions {
  readonly title: string;
  /** Explains what may be written. */
  readonly lines?: readonly string[];
  readonly text?: string;
  /** Why a text cannot be accepted; shown, and Enter does nothing, as long as it says something. */
  readonly fault?: (text: string) => string | undefined;
  /** What accepting it does; the dialog is closed by then. */
  readonly accept: (state: ExplorerState, text: string) => Transition;
}

/** A question answered by a line of text. */
export interface PromptDialog extends PromptOptions {
  readonly kind: "prompt";
  readonly field: TextField;
}

export function openPrompt(options: PromptOptions): PromptDialog {
  return { ...options, kind: "prompt", field: fieldOf(options.text ?? "") };
}
