import type { Writable } from "node:stream";

export interface StatusLine {
  /** Show a text in place of the last one; the text is only made when it will be shown. */
  update(text: () => string): void;
  /** Take the line away. */
  clear(): void;
}

const REDRAW_MS = 100;
const CLEAR = "\r\u001B[K";

/** One line on stderr that is overwritten while something long goes on. Silent where stderr is not a terminal. */
export function createStatusLine(
  stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number },
): StatusLine {
  let drawnAt = 0;
  return {
    update(text) {
      const now = performance.now();
      if (stderr.isTTY !== true || now - drawnAt < REDRAW_MS) return;
      drawnAt = now;
      stderr.write(`${CLEAR}${text().slice(0, (stderr.columns ?? 80) - 1)}`);
    },
    clear() {
      if (drawnAt > 0) stderr.write(CLEAR);
      drawnAt = 0;
    },
  };
}
