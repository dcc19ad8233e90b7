const DIGIT_BITS = 16;
const BUCKETS = 1 << DIGIT_BITS;

/**
 * Order `rows` by a number each, ascending and stable: a radix sort, because comparing a million sizes through a
 * callback would hold up the keyboard for half a second. Besides the result it takes 4 bytes a row: the numbers are
 * asked for anew for each of their 16-bit digits.
 *
 * @param rows row ids; left as they are
 * @param numberOf a whole number from 0 to 2^48 - 1
 */
export function orderByNumber(rows: Uint32Array, numberOf: (row: number) => number): Uint32Array {
  let order = rows.slice();
  let spare = new Uint32Array(rows.length);
  const ends = new Uint32Array(BUCKETS + 1);
  let largest = 0;
  // Counted loops: iterators over typed arrays would lay a million boxed numbers beside them.
  for (let place = 0; place < order.length; place += 1)
    largest = Math.max(largest, numberOf(order[place] ?? 0));
  for (let unit = 1; unit <= largest; unit *= BUCKETS) {
    orderByDigit(order, spare, ends, (row) => Math.floor(numberOf(row) / unit) % BUCKETS);
    [order, spare] = [spare, order];
  }
  return order;
}

function orderByDigit(
  order: Uint32Array,
  next: Uint32Array,
  ends: Uint32Array,
  digitOf: (row: number) => number,
): void {
  ends.fill(0);
  for (let place = 0; place < order.length; place += 1) {
    const digit = digitOf(order[place] ?? 0);
    ends[digit + 1] = (ends[digit + 1] ?? 0) + 1;
  }
  for (let digit = 1; digit <= BUCKETS; digit += 1) ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0);
  for (let place = 0; place < order.length; place += 1) {
    const row = order[place] ?? 0;
    const digit = digitOf(row);
    const slot = ends[digit] ?? 0;
    next[slot] = row;
    ends[digit] = slot + 1;
  }
}
