/** A time to wait, in its two largest units: `42 s`, `3 min 5 s`, `2 h 10 min`. */
export function formatSpan(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole.toString()} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes.toString()} min ${(whole % 60).toString()} s`;
  return `${Math.floor(minutes / 60).toLocaleString("en-US")} h ${(minutes % 60).toString()} min`;
}
