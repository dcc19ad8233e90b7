import { Text } from "ink";
import type { PromptDialog } from "../state/dialog/prompt-dialog.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { fitEnd, wrapText } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { Dialog, DialogLine } from "./dialog.js";
import { FieldText } from "./field-text.js";

interface PromptDialogViewProps {
  readonly dialog: PromptDialog;
  readonly size: TerminalSize;
}

const WIDEST = 76;

/** A question answered by a line of text. */
export function PromptDialogView({ dialog, size }: PromptDialogViewProps) {
  const theme = useTheme();
  const columns = Math.min(WIDEST, size.columns);
  const inner = Math.max(1, columns - 4);
  const fault = dialog.field.text === "" ? undefined : dialog.fault?.(dialog.field.text);
  const lines = (dialog.lines ?? []).flatMap((line) => wrapText(line, inner));
  const rows = Math.min(lines.length + 4, Math.max(1, size.rows - 1));
  const place = { left: Math.floor((size.columns - columns) / 2), line: Math.floor((size.rows - rows) / 3) };
  return (
    <Dialog title={dialog.title} {...place} columns={columns} rows={rows}>
      <DialogLine>
        <FieldText field={dialog.field} columns={inner} />
      </DialogLine>
      <DialogLine>
        <Text {...theme.problem} {...theme.dialog}>
          {fitEnd(fault ?? "", inner)}
        </Text>
      </DialogLine>
      {lines.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the dialog is its place
        <DialogLine key={i}>
          <Text {...theme.quiet} {...theme.dialog}>
            {fitEnd(line, inner)}
          </Text>
        </DialogLine>
      ))}
    </Dialog>
  );
}
