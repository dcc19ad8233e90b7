import { createLineSorter } from "../../object/line-sorter.js";

/** More than these wait on disk. */
const HELD_ITEMS = 4000;

/**
 * Order items by their identifiers. Memory: 4,000 items, or two dozen bytes for each of more, which wait in a temporary
 * file meanwhile; they must survive JSON.
 */
export async function* sortByIdentifier<Item extends { readonly identifier: string }>(
  items: AsyncIterable<Item>,
): AsyncGenerator<Item, void, void> {
  const sorter = createLineSorter();
  const spill = (item: Item) => sorter.add(rankOf(item.identifier), JSON.stringify(item));
  let held: Item[] | undefined = [];
  try {
    for await (const item of items) {
      if (held === undefined) spill(item);
      else if (held.push(item) > HELD_ITEMS) {
        held.forEach(spill);
        held = undefined;
      }
    }
    if (held === undefined) yield* orderTies(sorter.sorted({ reverse: false }));
    else yield* held.sort(byIdentifier);
  } finally {
    sorter.dispose();
  }
}

/** Order by identifiers as they are written: hex digits of one case. */
export function byIdentifier(a: { readonly identifier: string }, b: { readonly identifier: string }): number {
  return a.identifier < b.identifier ? -1 : a.identifier > b.identifier ? 1 : 0;
}

/** As many hex digits as a number holds exactly. What is no identifier comes first, and is put in order with its equals. */
function rankOf(identifier: string): number {
  const rank = Number.parseInt(identifier.slice(0, 13), 16);
  return Number.isNaN(rank) || !/^[0-9a-f]{13}/.test(identifier) ? -1 : rank;
}

/** Lines come by rank: items of one rank are ordered by the whole of their identifiers. */
function* orderTies<Item extends { readonly identifier: string }>(lines: Iterable<string>): Generator<Item> {
  let tied: Item[] = [];
  for (const line of lines) {
    const item = JSON.parse(line) as Item;
    const [first] = tied;
    if (first !== undefined && rankOf(first.identifier) !== rankOf(item.identifier)) {
      yield* tied.sort(byIdentifier);
      tied = [];
    }
    tied.push(item);
  }
  yield* tied.sort(byIdentifier);
}
