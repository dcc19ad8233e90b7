/**
 * Do `work` on each item, at most `concurrency` at a time, and yield the results in the items' order. Reads ahead no
 * further than that, so memory is bounded whatever the source's length.
 *
 * When work or the source fails, what is under way is waited for before the error is thrown: nothing goes on behind
 * the caller's back.
 */
export async function* mapConcurrently<Item, Result>(
  items: AsyncIterable<Item> | Iterable<Item>,
  concurrency: number,
  work: (item: Item) => Promise<Result>,
): AsyncGenerator<Result, void, undefined> {
  const running: Promise<Result>[] = [];
  try {
    for await (const item of items) {
      const started = work(item);
      // A rejection is met again when its turn comes; until then it must not count as unhandled.
      started.catch(() => undefined);
      running.push(started);
      if (running.length >= concurrency) yield await shift(running);
    }
    while (running.length > 0) yield await shift(running);
  } finally {
    await Promise.allSettled(running);
  }
}

async function shift<Result>(running: Promise<Result>[]): Promise<Result> {
  const [first] = running;
  if (first === undefined) throw new TypeError("Nothing is running");
  try {
    return await first;
  } finally {
    void running.shift();
  }
}
