import type { TerminalSize } from "../explorer-state.js";
import { planLayout } from "../layout.js";

/** How the screen of an editor is divided: the text, and beside or below it what it means. */
export interface EditorRoom {
  readonly rows: number;
  readonly columns: number;
  readonly isBeside: boolean;
  readonly notesRows: number;
  readonly notesColumns: number;
}

const LEAST_COLUMNS_FOR_TWO = 100;
export const EDITOR_NUMBER_COLUMNS = 6;

export function planEditor(size: TerminalSize): EditorRoom {
  const { columns, bodyRows } = planLayout(size);
  if (columns >= LEAST_COLUMNS_FOR_TWO) {
    const notesColumns = Math.floor(columns * 0.4);
    return {
      rows: bodyRows,
      columns: columns - notesColumns - 1,
      isBeside: true,
      notesRows: bodyRows,
      notesColumns: notesColumns - 2,
    };
  }
  const notesRows = bodyRows >= 10 ? Math.min(8, Math.floor(bodyRows * 0.4)) : 0;
  return { rows: bodyRows - notesRows, columns, isBeside: false, notesRows, notesColumns: columns - 2 };
}
