import { Text } from "ink";
import { isConfirmed, type ConfirmDialog } from "../state/dialog/confirm-dialog.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { displayText } from "../text/cell-text.js";
import { fitEnd, wrapText } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { Dialog, DialogDivider, DialogLine } from "./dialog.js";
import { FieldText } from "./field-text.js";

interface ConfirmDialogViewProps {
  readonly dialog: ConfirmDialog;
  readonly size: TerminalSize;
}

const WIDEST = 68;

/** A question before something that cannot be taken back. */
export function ConfirmDialogView({ dialog, size }: ConfirmDialogViewProps) {
  const theme = useTheme();
  const { name, verb } = dialog;
  const columns = Math.min(WIDEST, size.columns);
  const inner = Math.max(1, columns - 4);
  const asked = name === undefined ? [] : ["", `Type ${displayText(name)} to confirm:`];
  const lines = [...dialog.lines, ...asked].flatMap((line) => wrapText(line, inner));
  const rows = Math.min(lines.length + 4, Math.max(1, size.rows - 1));
  const place = { left: Math.floor((size.columns - columns) / 2), line: Math.floor((size.rows - rows) / 3) };
  const yes = isConfirmed(dialog);
  return (
    <Dialog title={dialog.title} {...place} columns={columns} rows={rows}>
      {lines.map((line, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the dialog is its place
        <DialogLine key={i}>
          <Text {...theme.text} {...theme.dialog}>
            {fitEnd(line, inner)}
          </Text>
        </DialogLine>
      ))}
      <DialogDivider columns={inner} />
      <DialogLine>
        {name === undefined ? (
          <Buttons verb={verb} yes={yes} columns={inner} />
        ) : (
          <FieldText field={dialog.field} placeholder="Esc leaves all as it is" columns={inner} />
        )}
      </DialogLine>
    </Dialog>
  );
}

interface ButtonsProps {
  readonly verb: string;
  readonly yes: boolean;
  readonly columns: number;
}

function Buttons({ verb, yes, columns }: ButtonsProps) {
  const theme = useTheme();
  const cancel = " n  Cancel ";
  const accept = ` y  ${verb} `;
  return (
    <>
      <Text {...theme.text} {...theme.dialog} {...(yes ? {} : theme.cursor)}>
        {cancel}
      </Text>
      <Text {...theme.dialog}> </Text>
      <Text {...theme.problem} {...theme.dialog} {...(yes ? theme.cursor : {})}>
        {accept}
      </Text>
      <Text {...theme.dialog}>{fitEnd("", columns - cancel.length - accept.length - 1)}</Text>
    </>
  );
}
