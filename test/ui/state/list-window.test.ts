import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  moveCursor,
  movePage,
  placeCursor,
  scrollThumb,
  shiftWindow,
} from "../../../src/ui/state/list-window.js";

describe("moveCursor", () => {
  it.each([
    ["stays still inside the window", { cursor: 3, top: 0 }, 1, { cursor: 4, top: 0 }],
    ["scrolls two rows before the lower edge", { cursor: 7, top: 0 }, 1, { cursor: 8, top: 1 }],
    ["scrolls two rows before the upper edge", { cursor: 12, top: 10 }, -1, { cursor: 11, top: 9 }],
    [
      "ends on the last row, without an empty line below",
      { cursor: 97, top: 90 },
      9,
      { cursor: 99, top: 90 },
    ],
    ["ends on the first row", { cursor: 1, top: 0 }, -5, { cursor: 0, top: 0 }],
  ])("%s", (_, window, delta, expected) => {
    expect(moveCursor(window, delta, 100, 10)).toEqual(expected);
  });
});

describe("movePage", () => {
  it("keeps the cursor on its line of the screen, and one line of overlap", () => {
    expect(movePage({ cursor: 14, top: 10 }, 1, 100, 10)).toEqual({ cursor: 23, top: 19 });
  });

  it("stops at the end", () => {
    expect(movePage({ cursor: 95, top: 90 }, 1, 100, 10)).toEqual({ cursor: 99, top: 90 });
  });
});

describe("placeCursor", () => {
  it("holds for any window: the cursor on a row and in sight, no empty lines that rows could fill", () => {
    const number = fc.integer({ min: -200, max: 2000 });
    fc.assert(
      fc.property(
        number,
        number,
        fc.nat(1000),
        fc.integer({ min: 1, max: 60 }),
        (cursor, top, count, height) => {
          const window = placeCursor({ cursor, top }, count, height);
          expect(window.cursor).toBeGreaterThanOrEqual(0);
          expect(window.cursor).toBeLessThanOrEqual(Math.max(0, count - 1));
          expect(window.top).toBeGreaterThanOrEqual(0);
          expect(window.top).toBeLessThanOrEqual(Math.max(0, count - height));
          expect(window.cursor).toBeGreaterThanOrEqual(window.top);
          expect(window.cursor).toBeLessThan(window.top + height);
        },
      ),
    );
  });
});

describe("shiftWindow", () => {
  it("follows rows that are put in above", () => {
    expect(shiftWindow({ cursor: 12, top: 5 }, 3, 4)).toEqual({ cursor: 16, top: 9 });
  });

  it("leaves whoever has not moved at the top", () => {
    expect(shiftWindow({ cursor: 0, top: 0 }, 0, 4)).toEqual({ cursor: 0, top: 0 });
  });

  it("ignores rows put in below", () => {
    expect(shiftWindow({ cursor: 2, top: 0 }, 3, 4)).toEqual({ cursor: 2, top: 0 });
  });
});

describe("scrollThumb", () => {
  it.each([
    ["nothing when all is in sight", 0, 10, 10, undefined],
    ["the top", 0, 100, 10, { start: 0, size: 1 }],
    ["the end", 90, 100, 10, { start: 9, size: 1 }],
    ["half of twice the height", 5, 20, 10, { start: 3, size: 5 }],
  ])("shows %s", (_, top, count, height, thumb) => {
    expect(scrollThumb(top, count, height)).toEqual(thumb);
  });
});
