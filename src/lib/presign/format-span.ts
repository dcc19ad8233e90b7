/** `2d 3h`, `15m 10s`: the two largest units. */
export function formatSpan(seconds: number): string {
  const size = Math.max(0, Math.round(Math.abs(seconds)));
  const parts = [
    [Math.floor(size / 86_400), "d"],
    [Math.floor(size / 3600) % 24, "h"],
    [Math.floor(size / 60) % 60, "m"],
    [size % 60, "s"],
  ] as const;
  const first = parts.findIndex(([amount]) => amount > 0);
  if (first === -1) return "0s";
  const shown = parts.slice(first, first + 2).filter(([amount]) => amount > 0);
  return shown.map(([amount, unit]) => `${amount.toString()}${unit}`).join(" ");
}
