import type { UsageFolder } from "../../../lib/object/usage-tree.js";
import type { UsageScan } from "./usage-scan.js";

export type UsageGrouping = "folder" | "class" | "age";
export type UsageSort = "size" | "count" | "name";

/** A folder, a class or an age, and what it takes up. */
export interface UsageRow {
  readonly name: string;
  readonly kind: "folder" | "objects" | "group";
  readonly objectCount: number;
  readonly totalBytes: number;
}

export interface UsageTable {
  readonly rows: readonly UsageRow[];
  readonly objectCount: number;
  readonly totalBytes: number;
}

const NOTHING: UsageTable = { rows: [], objectCount: 0, totalBytes: 0 };
const AGES: Readonly<Record<string, string>> = {
  "0-1d": "up to a day",
  "1d-7d": "up to a week",
  "7d-30d": "up to 30 days",
  "30d-90d": "up to 90 days",
  "90d-1y": "up to a year",
  "over 1y": "over a year",
};

/** What a scan shows of the folder that `path` leads to. Classes and ages are of the whole place. */
export function usageTable(
  { survey }: UsageScan,
  by: UsageGrouping,
  path: readonly string[],
  sort: UsageSort,
): UsageTable {
  if (survey === undefined) return NOTHING;
  const { root } = survey;
  if (by === "folder") return folderTable(folderAt(root, path), sort);
  const groups = by === "class" ? survey.classes : survey.ages;
  const rows = groups.map((group): UsageRow => ({
    ...group,
    name: AGES[group.name] ?? group.name,
    kind: "group",
  }));
  // Ages have an order of their own.
  const sorted = by === "age" && sort === "size" ? rows : rows.toSorted(ORDERS[sort]);
  return { rows: sorted, objectCount: root.objectCount, totalBytes: root.totalBytes };
}

/** The folder that names lead to from another. */
function folderAt(root: UsageFolder, path: readonly string[]): UsageFolder | undefined {
  return path.reduce<UsageFolder | undefined>((folder, name) => folder?.folders.get(name), root);
}

function folderTable(folder: UsageFolder | undefined, sort: UsageSort): UsageTable {
  if (folder === undefined) return NOTHING;
  const folders = Array.from(folder.folders.values(), ({ name, objectCount, totalBytes }): UsageRow => {
    return { name, kind: "folder", objectCount, totalBytes };
  });
  const { ownCount, ownBytes, objectCount, totalBytes } = folder;
  const own: UsageRow = { name: "", kind: "objects", objectCount: ownCount, totalBytes: ownBytes };
  const rows = ownCount === 0 ? folders : [...folders, own];
  return { rows: rows.sort(ORDERS[sort]), objectCount, totalBytes };
}

const ORDERS: Readonly<Record<UsageSort, (a: UsageRow, b: UsageRow) => number>> = {
  size: (a, b) => b.totalBytes - a.totalBytes || b.objectCount - a.objectCount || byName(a, b),
  count: (a, b) => b.objectCount - a.objectCount || byName(a, b),
  name: byName,
};

function byName(a: UsageRow, b: UsageRow): number {
  return a.name < b.name ? -1 : Number(a.name > b.name);
}
