import type { Dialog } from "../state/dialog/dialog.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { ConfirmDialogView } from "./confirm-dialog-view.js";
import { PickDialogView } from "./pick-dialog-view.js";
import { PromptDialogView } from "./prompt-dialog-view.js";

/** What lies over the screen. */
export function DialogView({ dialog, size }: { readonly dialog: Dialog; readonly size: TerminalSize }) {
  switch (dialog.kind) {
    case "pick":
      return <PickDialogView dialog={dialog} size={size} />;
    case "prompt":
      return <PromptDialogView dialog={dialog} size={size} />;
    case "confirm":
      return <ConfirmDialogView dialog={dialog} size={size} />;
  }
}
