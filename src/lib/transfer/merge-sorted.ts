import { UnsupportedByStoreError } from "../errors/s3kit-error.js";
import { compareUtf8 } from "../s3/keys.js";

export interface Named {
  readonly name: string;
}

/** A name and who has it; at least one side does. */
export interface Merged<Left, Right> {
  readonly name: string;
  readonly left: Left | undefined;
  readonly right: Right | undefined;
}

/**
 * Walk two streams that are sorted by the UTF-8 bytes of their names, side by side. Memory: one entry of each.
 *
 * @throws UnsupportedByStoreError when a stream is not in that order: what seems to be missing might come later.
 */
export async function* mergeSorted<Left extends Named, Right extends Named>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
): AsyncGenerator<Merged<Left, Right>> {
  const lefts = inOrder(left);
  const rights = inOrder(right);
  try {
    let leftHead = await take(lefts);
    let rightHead = await take(rights);
    while (leftHead !== undefined || rightHead !== undefined) {
      const order = compareHeads(leftHead, rightHead);
      const name = (order <= 0 ? leftHead : rightHead)?.name ?? "";
      yield { name, left: order <= 0 ? leftHead : undefined, right: order >= 0 ? rightHead : undefined };
      if (order <= 0) leftHead = await take(lefts);
      if (order >= 0) rightHead = await take(rights);
    }
  } finally {
    await Promise.all([lefts.return(), rights.return()]);
  }
}

function compareHeads(left: Named | undefined, right: Named | undefined): number {
  if (left === undefined) return 1;
  if (right === undefined) return -1;
  return compareUtf8(left.name, right.name);
}

async function take<Entry>(entries: AsyncGenerator<Entry, void, undefined>): Promise<Entry | undefined> {
  const next = await entries.next();
  return next.done === true ? undefined : next.value;
}

async function* inOrder<Entry extends Named>(
  entries: AsyncIterable<Entry>,
): AsyncGenerator<Entry, void, undefined> {
  let last: string | undefined;
  for await (const entry of entries) {
    if (last !== undefined && compareUtf8(last, entry.name) >= 0) {
      throw new UnsupportedByStoreError(`The listing is not in order: ${entry.name} comes after ${last}`, {
        code: "ListingOrder",
        hints: ["Use cp --recursive, which needs no order"],
      });
    }
    last = entry.name;
    yield entry;
  }
}
