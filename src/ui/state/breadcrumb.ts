import { columnsOf, displayText } from "../text/cell-text.js";
import { truncateEnd, truncateStart } from "../text/fit-text.js";

export const CRUMB_SEPARATOR = " › ";

/** The crumbs that fit: the last always, then as many before it as there is room for, "…" for the rest. */
export function fitCrumbs(crumbs: readonly string[], columns: number): readonly string[] {
  const shown = crumbs.map((crumb) => (crumb === "" ? "∅" : displayText(crumb)));
  const last = shown.at(-1);
  if (last === undefined || columns <= 0) return [];
  if (widthOf(shown) <= columns) return shown;
  const kept = [truncateStart(last, Math.max(1, columns - widthOf(["…", ""])))];
  for (const crumb of shown.slice(0, -1).reverse()) {
    if (widthOf(["…", crumb, ...kept]) > columns) break;
    kept.unshift(crumb);
  }
  return widthOf(["…", ...kept]) <= columns ? ["…", ...kept] : [truncateEnd(last, columns)];
}

/** What the header shows, and where. */
export interface HeaderCrumbs {
  readonly brand: string;
  readonly crumbs: readonly PlacedCrumb[];
  readonly label: string;
}

interface PlacedCrumb {
  readonly text: string;
  /** Number of the crumb that it stands for; undefined for "…". */
  readonly index: number | undefined;
  /** First column, and the one after the last. */
  readonly start: number;
  readonly end: number;
}

const BRAND = " s3kit ";
const LEAST_CRUMB_COLUMNS = 20;

/** Lay the header's line out. */
export function headerCrumbs(crumbs: readonly string[], storeLabel: string, columns: number): HeaderCrumbs {
  const room = Math.max(0, columns - BRAND.length - 2);
  const label = truncateEnd(storeLabel, Math.min(room - LEAST_CRUMB_COLUMNS, Math.floor(room / 2)));
  const shown = fitCrumbs(crumbs, room - columnsOf(label) - 2);
  let start = BRAND.length + 1;
  const placed = shown.map((text, i) => {
    const index = i === 0 && shown.length > 1 && text === "…" ? undefined : crumbs.length - shown.length + i;
    const crumb = { text, index, start, end: start + columnsOf(text) };
    start = crumb.end + CRUMB_SEPARATOR.length;
    return crumb;
  });
  return { brand: BRAND, crumbs: placed, label };
}

/** What stands at a column of the header. */
export function crumbAt({ brand, crumbs }: HeaderCrumbs, column: number): number | "brand" | undefined {
  if (column < brand.length) return "brand";
  return crumbs.find(({ start, end }) => column >= start && column < end)?.index;
}

function widthOf(crumbs: readonly string[]): number {
  return columnsOf(crumbs.join(CRUMB_SEPARATOR));
}
