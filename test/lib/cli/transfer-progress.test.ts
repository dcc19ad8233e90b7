import { Writable } from "node:stream";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { formatDuration, formatProgress, startProgress } from "../../../src/lib/cli/transfer-progress.js";

const MIB = 1024 * 1024;
const halfway = {
  movedBytes: 512 * MIB,
  doneItems: 3,
  failedItems: 0,
  plannedItems: 1234,
  plannedBytes: 1024 * MIB,
  planComplete: true,
};

test.each([
  [halfway, 64 * MIB, "3 of 1,234 items, 512 MiB of 1.0 GiB, 64.0 MiB/s, 0:08 left"],
  [{ ...halfway, planComplete: false }, 64 * MIB, "3 of ≥1,234 items, 512 MiB of ≥1.0 GiB, 64.0 MiB/s"],
  [{ ...halfway, failedItems: 2 }, 0, "5 of 1,234 items, 2 failures, 512 MiB of 1.0 GiB, 0 B/s"],
])(
  "totals are marked until all was counted, and there is no end in sight at no speed",
  (numbers, rate, text) => {
    expect(formatProgress(numbers, rate)).toBe(text);
  },
);

test.each([
  [0.2, "0:01"],
  [59, "0:59"],
  [60, "1:00"],
  [3599.5, "1:00:00"],
  [36_061, "10:01:01"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatDuration(seconds)).toBe(text);
});

class Screen extends Writable {
  readonly isTTY: boolean;
  readonly columns = 30;
  readonly chunks: string[] = [];

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.chunks.push(chunk.toString());
    done();
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("a terminal gets one line, no wider than it is, at most ten times a second, and it is taken away", () => {
  const screen = new Screen(true);
  const display = startProgress(halfway, screen);
  vi.advanceTimersByTime(1000);
  expect(screen.chunks.length).toBe(10);
  for (const chunk of screen.chunks) {
    expect(chunk.startsWith("\r")).toBe(true);
    expect(chunk.replace(/\u001B\[K$/, "").length - 1).toBeLessThan(30); // oxlint-disable-line no-control-regex
  }
  display.stop();
  expect(screen.chunks.at(-1)).toBe("\r\u001B[K");
  vi.advanceTimersByTime(1000);
  expect(screen.chunks.length).toBe(11);
});

test("a log gets a plain line every three seconds", () => {
  const screen = new Screen(false);
  const display = startProgress(halfway, screen);
  vi.advanceTimersByTime(9000);
  display.stop();
  expect(screen.chunks).toHaveLength(3);
  expect(screen.chunks.every((line) => /^3 of .*\n$/.test(line))).toBe(true);
});
