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
  const numbers = new Float64Array(rows.length);
  let order = new Uint32Array(rows.length);
  let spare = new Uint32Array(rows.length);
  let largest = 0;
  // Counted loops: filling typed arrays from iterators would lay a million boxed numbers beside them first.
  for (let position = 0; position < rows.length; position += 1) {
    const number = numberOf(rows[position] ?? 0);
    numbers[position] = number;
    order[position] = position;
    largest = Math.max(largest, number);
  }
  for (let unit = 1; unit <= largest; unit *= BUCKETS) {
    orderByDigit(order, spare, numbers, unit);
    [order, spare] = [spare, order];
  }
  for (let place = 0; place < order.length; place += 1) order[place] = rows[order[place] ?? 0] ?? 0;
  return order;
}

function orderByDigit(order: Uint32Array, next: Uint32Array, numbers: Float64Array, unit: number): void {
  const digitOf = (position: number) => Math.floor((numbers[position] ?? 0) / unit) % BUCKETS;
  const ends = new Uint32Array(BUCKETS + 1);
  for (const position of order) ends[digitOf(position) + 1] = (ends[digitOf(position) + 1] ?? 0) + 1;
  for (let digit = 1; digit <= BUCKETS; digit += 1) ends[digit] = (ends[digit] ?? 0) + (ends[digit - 1] ?? 0);
  for (const position of order) {
    const digit = digitOf(position);
    const slot = ends[digit] ?? 0;
    next[slot] = position;
    ends[digit] = slot + 1;
  }
}
