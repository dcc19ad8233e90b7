const DIGIT_BITS = 16;
const BUCKETS = 1 << DIGIT_BITS;

/**
 * Order `rows` by a number each, ascending and stable: a radix sort, because comparing a million sizes through a
 * callback would hold up the keyboard for half a second.
 *
 * @param rows row ids; left as they are
 * @param numberOf a whole number from 0 to 2^48 - 1
 */
export function orderByNumber(rows: Uint32Array, numberOf: (row: number) => number): Uint32Array {
  const numbers = Float64Array.from(rows, numberOf);
  const largest = numbers.reduce((most, number) => Math.max(most, number), 0);
  let order = Uint32Array.from(rows.keys());
  for (let unit = 1; unit <= largest; unit *= BUCKETS) order = orderByDigit(order, numbers, unit);
  return order.map((position) => rows[position] ?? 0);
}

function orderByDigit(order: Uint32Array, numbers: Float64Array, unit: number): Uint32Array<ArrayBuffer> {
  const digitOf = (position: number) => Math.floor((numbers[position] ?? 0) / unit) % BUCKETS;
  const ends = new Uint32Array(BUCKETS + 1);
  for (const position of order) ends[digitOf(position) + 1] = (ends[digitOf(position) + 1] ?? 0) + 1;
  for (let digit = 1; digit <= BUCKETS; digit += 1) ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0);
  const next = new Uint32Array(order.length);
  for (const position of order) {
    const digit = digitOf(position);
    const slot = ends[digit] ?? 0;
    next[slot] = position;
    ends[digit] = slot + 1;
  }
  return next;
}
