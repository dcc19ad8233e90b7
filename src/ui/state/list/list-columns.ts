import type { Location } from "../location.js";

/** Widths of a list's columns; 0: no room for it. */
export interface ListColumns {
  readonly name: number;
  readonly size: number;
  readonly modified: number;
  readonly storageClass: number;
  readonly gap: number;
}

const GAP = 2;
const LEAST_NAME = 16;
/** In the order in which they get room. */
const OPTIONAL = ["size", "modified", "storageClass"] as const;
const WIDTHS = { size: 10, modified: 16, storageClass: 19 };
const DATE_ONLY = 10;

/** Share the width out: the name takes what the others leave, and they give way one by one. */
export function planColumns(columns: number, location: Location): ListColumns {
  const planned = { size: 0, modified: 0, storageClass: 0 };
  let name = columns;
  for (const column of OPTIONAL) {
    const width = widthOf(column, columns, location);
    if (width === 0) continue;
    if (name - width - GAP < leastName(column)) break;
    planned[column] = width;
    name -= width + GAP;
  }
  return { ...planned, name: Math.max(1, name), gap: GAP };
}

function widthOf(column: (typeof OPTIONAL)[number], columns: number, location: Location): number {
  if (location.kind === "buckets" && column !== "modified") return 0;
  return column === "modified" && columns < 60 ? DATE_ONLY : WIDTHS[column];
}

// The storage class says little next to a name that is cut: it comes only when there is plenty of room.
function leastName(column: (typeof OPTIONAL)[number]): number {
  return column === "storageClass" ? LEAST_NAME * 3 : LEAST_NAME;
}
