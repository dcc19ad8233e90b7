import { openPick, type PickDialog } from "../dialog/pick-dialog.js";
import { noting, settled } from "../explorer-state.js";
import type { Preview } from "./preview.js";

/** All cells of the row under the cursor, below one another; choosing one copies it. Undefined where there is no row. */
export function openRecord({ table, window }: Preview): PickDialog | undefined {
  const cells = table?.rows[window.cursor];
  if (table === undefined || cells === undefined) return undefined;
  const items = table.columns.map(({ name }, i) => {
    const value = cells[i] ?? "";
    return {
      mark: name,
      text: value,
      detail: value,
      choose: (state: Parameters<typeof noting>[0]) =>
        settled(noting(state, "good", `Copied ${value.length.toLocaleString("en-US")} characters`), {
          type: "copy",
          text: value,
        }),
    };
  });
  const title = `Row ${(window.cursor + 1).toLocaleString("en-US")}`;
  return openPick({ title, placeholder: "type to search; ↵ copies", nothing: "No such cell", items });
}
