/**
 * Milliseconds of a date header, cut to whole seconds; undefined when it is not a date, since RFC 9110 §13.1.3 lets a
 * recipient ignore such a condition. ISO 8601 is taken too: some S3 clients send it.
 */
export function parseHttpDate(value: string): number | undefined {
  const timeMs = Date.parse(value);
  return Number.isNaN(timeMs) ? undefined : wholeSeconds(timeMs);
}

/** HTTP dates have no fractions, so what they are compared with must have none either. */
export function wholeSeconds(timeMs: number): number {
  return Math.floor(timeMs / 1000) * 1000;
}
