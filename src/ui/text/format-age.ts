const AGES = [
  ["year", 31_557_600],
  ["month", 2_629_800],
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
] as const;

/** `3 days ago`, to stand beside an exact time. */
export function formatAge(epochMs: number, nowMs: number): string {
  const seconds = Math.max(0, (nowMs - epochMs) / 1000);
  for (const [unit, unitSeconds] of AGES) {
    const amount = Math.floor(seconds / unitSeconds);
    if (amount >= 1) return `${amount.toString()} ${unit}${amount === 1 ? "" : "s"} ago`;
  }
  return "just now";
}
