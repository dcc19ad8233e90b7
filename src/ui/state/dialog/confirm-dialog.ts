import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { EMPTY_FIELD, type TextField } from "../text-field.js";

export interface ConfirmOptions {
  readonly title: string;
  /** What will happen, with counts and bytes. */
  readonly lines: readonly string[];
  /** The verb on the button: "Delete". */
  readonly verb: string;
  /** A name to type before it can be accepted, where much is at stake. */
  readonly name?: string;
  /** What accepting it does; the dialog is closed by then. */
  readonly accept: (state: ExplorerState) => Transition;
}

/** A question before something that cannot be taken back. Enter alone never says yes. */
export interface ConfirmDialog extends ConfirmOptions {
  readonly kind: "confirm";
  readonly field: TextField;
  /** The button that Enter presses. */
  readonly chosen: "cancel" | "accept";
}

export function openConfirm(options: ConfirmOptions): ConfirmDialog {
  return { ...options, kind: "confirm", field: EMPTY_FIELD, chosen: "cancel" };
}

/** True when it may be accepted: the name, if one is asked for, has been typed. */
export function isConfirmed({ name, field, chosen }: ConfirmDialog): boolean {
  return name === undefined ? chosen === "accept" : field.text === name;
}

/** A letter typed where no name is asked for: `y` accepts, `n` leaves all as it is. */
export function answerConfirm(state: ExplorerState, dialog: ConfirmDialog, text: string): Transition {
  const closed = { ...state, dialog: undefined };
  switch (text.toLowerCase()) {
    case "y":
      return dialog.accept(closed);
    case "n":
      return settled(closed);
    default:
      return settled(state);
  }
}
