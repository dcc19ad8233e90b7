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

function widthOf(crumbs: readonly string[]): number {
  return columnsOf(crumbs.join(CRUMB_SEPARATOR));
}
