const UNITS = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"] as const;

/** `1.5 MiB`: at most four digits, powers of 1024. Exact below 1 KiB. */
export function formatSize(sizeBytes: number): string {
  let scaled = sizeBytes;
  let unit = 0;
  while (scaled >= 1023.95 && unit < UNITS.length - 1) {
    scaled /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? scaled.toString() : scaled.toFixed(scaled >= 99.95 ? 0 : 1);
  return `${digits} ${UNITS[unit] ?? ""}`;
}

/** `1 object`, `2 objects`, `12,345 objects`. */
export function formatCount(count: number, singular: string, plural = `${singular}s`): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? singular : plural}`;
}
