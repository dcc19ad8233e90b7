/** A bar as a line: what is filled, in halves of a column, and what is left of it; together exactly `columns` wide. */
export function lineBar(share: number, columns: number): { readonly filled: string; readonly rest: string } {
  const bounded = Math.min(1, Math.max(0, Number.isFinite(share) ? share : 0));
  // Anything above nothing is seen.
  const halves = bounded === 0 || columns <= 0 ? 0 : Math.max(1, Math.round(bounded * columns * 2));
  const filled = "━".repeat(Math.floor(halves / 2)) + (halves % 2 === 1 ? "╸" : "");
  return { filled, rest: "─".repeat(Math.max(0, columns - filled.length)) };
}
