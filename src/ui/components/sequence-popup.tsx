import { Text } from "ink";
import type { Layer } from "../actions/action.js";
import { keyLabel } from "../keymap/key-label.js";
import { continuations } from "../keymap/resolve-key.js";
import { SEQUENCE_TITLES } from "../keymap/sequence-titles.js";
import { fitEnd } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { Dialog, DialogLine } from "./dialog.js";

interface SequencePopupProps {
  readonly layers: readonly Layer[];
  readonly pendingKeys: readonly string[];
  readonly columns: number;
  /** Line that its lower border stands on. */
  readonly bottom: number;
}

const WIDEST = 44;
const KEY_COLUMNS = 5;

/** What can follow the first key of a sequence. */
export function SequencePopup({ layers, pendingKeys, columns, bottom }: SequencePopupProps) {
  const theme = useTheme();
  const choices = continuations(layers, pendingKeys);
  const width = Math.min(WIDEST, columns);
  const rows = Math.min(choices.length + 2, Math.max(3, bottom + 1));
  const title = SEQUENCE_TITLES[pendingKeys[0] ?? ""] ?? pendingKeys.map(keyLabel).join("");
  return (
    <Dialog
      title={title}
      left={columns - width}
      line={Math.max(0, bottom + 1 - rows)}
      columns={width}
      rows={rows}
    >
      {choices.slice(0, rows - 2).map(({ keys, action }) => (
        <DialogLine key={keys}>
          <Text {...theme.key} {...theme.dialog}>
            {fitEnd(keyLabel(keys), KEY_COLUMNS)}
          </Text>
          <Text {...theme.text} {...theme.dialog}>
            {fitEnd(action.title, width - 4 - KEY_COLUMNS)}
          </Text>
        </DialogLine>
      ))}
    </Dialog>
  );
}
