/** What two lists have under one identifier; one of them may have nothing. */
export interface Pair<Left, Right> {
  readonly identifier: string;
  readonly left: Left | undefined;
  readonly right: Right | undefined;
}

interface Identified {
  readonly identifier: string;
}

/**
 * Walk two lists side by side, both by identifier, lowest first, each identifier once in a list. Memory: one item of
 * each.
 */
export async function* mergeSorted<Left extends Identified, Right extends Identified>(
  left: AsyncIterable<Left>,
  right: AsyncIterable<Right>,
): AsyncGenerator<Pair<Left, Right>, void, void> {
  const lefts = left[Symbol.asyncIterator]();
  const rights = right[Symbol.asyncIterator]();
  try {
    let l = await lefts.next();
    let r = await rights.next();
    while (l.done !== true || r.done !== true) {
      const order = compareHeads(l, r);
      const identifier = order <= 0 ? identifierOf(l) : identifierOf(r);
      const pair = {
        identifier,
        left: order <= 0 ? valueOf(l) : undefined,
        right: order >= 0 ? valueOf(r) : undefined,
      };
      yield pair;
      if (order <= 0) l = await lefts.next();
      if (order >= 0) r = await rights.next();
    }
  } finally {
    await lefts.return?.();
    await rights.return?.();
  }
}

function compareHeads(l: IteratorResult<Identified>, r: IteratorResult<Identified>): number {
  if (l.done === true) return 1;
  if (r.done === true) return -1;
  const [a, b] = [l.value.identifier, r.value.identifier];
  return a < b ? -1 : a > b ? 1 : 0;
}

function identifierOf(result: IteratorResult<Identified>): string {
  return result.done === true ? "" : result.value.identifier;
}

function valueOf<Value>(result: IteratorResult<Value>): Value | undefined {
  return result.done === true ? undefined : result.value;
}
