const BARS = "▁▂▃▄▅▆▇█";

/** The last values as a curve of one line, the newest at its right end; the highest of them fills a cell. */
export function sparkline(values: readonly number[], columns: number): string {
  const shown = columns <= 0 ? [] : values.slice(-columns);
  const highest = Math.max(0, ...shown);
  const curve = shown.map((value) => barOf(value, highest)).join("");
  return curve.padStart(Math.max(0, columns));
}

function barOf(value: number, highest: number): string {
  if (value <= 0 || highest <= 0) return BARS.charAt(0);
  return BARS.charAt(Math.min(BARS.length - 1, Math.ceil((value / highest) * BARS.length) - 1));
}
