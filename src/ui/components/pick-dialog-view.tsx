import { Text } from "ink";
import type { PickDialog, PickItem } from "../state/dialog/pick-dialog.js";
import { pickLayout, type PickLayout } from "../state/dialog/pick-layout.js";
import type { TerminalSize } from "../state/explorer-state.js";
import { fitEnd, fitRight } from "../text/fit-text.js";
import { useTheme } from "../theme/theme-context.js";
import { Dialog, DialogDivider, DialogLine } from "./dialog.js";
import { FieldText } from "./field-text.js";

interface PickDialogViewProps {
  readonly dialog: PickDialog;
  readonly size: TerminalSize;
}

/** A list to search and to choose from. */
export function PickDialogView({ dialog, size }: PickDialogViewProps) {
  const theme = useTheme();
  const layout = pickLayout(dialog, size);
  const { inner, top, listRows, detail } = layout;
  return (
    <Dialog title={dialog.title} {...layout}>
      <DialogLine>
        <FieldText field={dialog.query} placeholder={dialog.placeholder} columns={inner} />
      </DialogLine>
      <DialogDivider columns={inner} />
      {dialog.shown.length === 0 ? (
        <DialogLine>
          <Text {...theme.quiet} {...theme.dialog}>
            {fitEnd(dialog.nothing, inner)}
          </Text>
        </DialogLine>
      ) : null}
      {dialog.shown.slice(top, top + listRows).map((item, i) => (
        // oxlint-disable-next-line react/no-array-index-key -- a line of the dialog is its place
        <PickLine key={i} item={item} layout={layout} marked={top + i === dialog.cursor} />
      ))}
      {Array.from({ length: Math.max(0, listRows - Math.max(1, dialog.shown.length - top)) }, (_, i) => (
        <DialogLine key={`blank ${i.toString()}`}>
          <Text {...theme.dialog}>{fitEnd("", inner)}</Text>
        </DialogLine>
      ))}
      {detail === undefined ? null : (
        <>
          <DialogDivider columns={inner} />
          <DialogLine>
            <Text {...theme.quiet} {...theme.dialog}>
              {fitEnd(detail, inner)}
            </Text>
          </DialogLine>
        </>
      )}
    </Dialog>
  );
}

interface PickLineProps {
  readonly item: PickItem;
  readonly layout: PickLayout;
  readonly marked: boolean;
}

function PickLine({ item, layout, marked }: PickLineProps) {
  const theme = useTheme();
  const ground = marked ? theme.cursor : theme.dialog;
  return (
    <DialogLine>
      {layout.markColumns === 0 ? null : (
        <Text {...theme.key} {...ground}>
          {fitEnd(item.mark ?? "", layout.markColumns)}
        </Text>
      )}
      <Text {...theme.text} {...ground}>
        {fitEnd(item.text, layout.textColumns)}
      </Text>
      {layout.noteColumns === 0 ? null : (
        <Text {...theme.quiet} {...ground}>
          {fitRight(item.note ?? "", layout.noteColumns)}
        </Text>
      )}
    </DialogLine>
  );
}
