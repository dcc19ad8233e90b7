import type { TerminalSize } from "../explorer-state.js";
import { planLayout } from "../layout.js";
import type { Preview } from "../preview/preview.js";
import type { TextView } from "../preview/text-rows.js";

/** How the screen of an object is divided. */
export interface DetailsRoom {
  /** The line of tabs is shown. */
  readonly tabs: boolean;
  /** Lines below it. */
  readonly rows: number;
  /** Columns of what is shown, without the margin on its left. */
  readonly columns: number;
  /** Columns of the facts beside a preview; 0 without room for them. */
  readonly sideColumns: number;
}

const MARGIN = 1;
const SCROLL_BAR = 1;
const LEAST_COLUMNS_FOR_SIDE = 130;
const SIDE_COLUMNS = 50;
export const SIDE_GAP = 3;
/** Columns of the line numbers, the blank after them counted. */
export const NUMBER_COLUMNS = 8;

export function planDetails(size: TerminalSize, tab: string): DetailsRoom {
  const { columns, bodyRows } = planLayout(size);
  const tabs = bodyRows >= 5;
  const isWide = tab === "preview" && columns >= LEAST_COLUMNS_FOR_SIDE;
  const sideColumns = isWide ? SIDE_COLUMNS : 0;
  const taken = MARGIN + SCROLL_BAR + (isWide ? sideColumns + SIDE_GAP : 0);
  return { tabs, rows: bodyRows - (tabs ? 2 : 0), columns: Math.max(1, columns - taken), sideColumns };
}

/** The room for the rows of a preview: without line numbers, titles and rules. */
export function previewView(preview: Preview, size: TerminalSize): TextView {
  const { rows, columns } = planDetails(size, "preview");
  const { mode, wrap, left, numbers } = preview;
  const titled = mode === "table" || mode === "archive";
  const gutter = numbers && (mode === "text" || mode === "pretty") ? NUMBER_COLUMNS : 0;
  return {
    columns: Math.max(1, columns - gutter),
    rows: Math.max(1, rows - (titled ? 1 : 0)),
    wrap,
    left: wrap ? 0 : left,
  };
}
