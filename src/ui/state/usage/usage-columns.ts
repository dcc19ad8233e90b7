/** Widths of the columns; 0: no room for it. */
export interface UsageColumns {
  readonly size: number;
  readonly percent: number;
  readonly bar: number;
  readonly count: number;
  readonly name: number;
  readonly gap: number;
}

const GAP = 2;
const SIZE = 9;
const PERCENT = 6;
const COUNT = 11;
const LEAST_NAME = 16;
const LEAST_BAR = 8;
const WIDEST_BAR = 60;

/** Share the width out: sizes first, then names, then the rest as there is room; bars take a third at most. */
export function planUsageColumns(columns: number): UsageColumns {
  let left = columns - SIZE - GAP - LEAST_NAME;
  const take = (width: number): number => {
    if (left < width + GAP) return 0;
    left -= width + GAP;
    return width;
  };
  const bar = take(LEAST_BAR);
  const percent = take(PERCENT);
  const count = take(COUNT);
  const widened = bar === 0 ? 0 : Math.min(WIDEST_BAR - LEAST_BAR, Math.max(0, Math.floor(left / 2)));
  const name = Math.max(1, LEAST_NAME + Math.max(0, left - widened) + Math.min(0, left));
  return { size: SIZE, percent, bar: bar + widened, count, name, gap: GAP };
}
