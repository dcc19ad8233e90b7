import type { ConfirmDialog } from "./confirm-dialog.js";
import type { PickDialog } from "./pick-dialog.js";
import type { PromptDialog } from "./prompt-dialog.js";

/** What lies over the screen until it is answered or closed. */
export type Dialog = PickDialog | PromptDialog | ConfirmDialog;
