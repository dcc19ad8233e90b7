import type { RemovalItem } from "./removal.js";

/** What a removal would take away, and how to get at it. */
export interface RemovalPlan {
  readonly itemCount: number;
  /** Delete markers among them. */
  readonly deleteMarkerCount: number;
  readonly totalBytes: number;
  /** Undefined when there are none. */
  readonly largest: RemovalItem | undefined;
  /** All of them, in the listing's order. Few are remembered, many are listed again. */
  items(): AsyncIterable<RemovalItem>;
}

/** About 10 MB of keys: what was listed to be counted need not be listed again to be deleted. */
const REMEMBERED = 50_000;

/**
 * Count what a listing holds. Memory: at most {@link REMEMBERED} items.
 *
 * @param list opens the listing; called a second time by `items` when there are many.
 */
export async function planRemoval(list: () => AsyncIterable<readonly RemovalItem[]>): Promise<RemovalPlan> {
  const counts = { itemCount: 0, deleteMarkerCount: 0, totalBytes: 0 };
  let largest: RemovalItem | undefined;
  let remembered: (readonly RemovalItem[])[] | undefined = [];
  for await (const page of list()) {
    for (const item of page) {
      counts.totalBytes += item.sizeBytes;
      counts.deleteMarkerCount += item.isDeleteMarker ? 1 : 0;
      if (largest === undefined || item.sizeBytes > largest.sizeBytes) largest = item;
    }
    counts.itemCount += page.length;
    remembered?.push(page);
    if (counts.itemCount > REMEMBERED) remembered = undefined;
  }
  const known = remembered;
  return { ...counts, largest, items: () => eachItem(known ?? list()) };
}

/** The items of all pages. */
export async function* eachItem<Item>(
  pages: AsyncIterable<readonly Item[]> | Iterable<readonly Item[]>,
): AsyncGenerator<Item, void, void> {
  for await (const page of pages) yield* page;
}

/** What several removals take away together. */
export function addPlans(plans: readonly RemovalPlan[]): Omit<RemovalPlan, "items"> {
  return plans.reduce<Omit<RemovalPlan, "items">>(
    (sum, plan) => ({
      itemCount: sum.itemCount + plan.itemCount,
      deleteMarkerCount: sum.deleteMarkerCount + plan.deleteMarkerCount,
      totalBytes: sum.totalBytes + plan.totalBytes,
      largest: (plan.largest?.sizeBytes ?? -1) > (sum.largest?.sizeBytes ?? -1) ? plan.largest : sum.largest,
    }),
    { itemCount: 0, deleteMarkerCount: 0, totalBytes: 0, largest: undefined },
  );
}
