import { describe, expect, it } from "vitest";
import { Explorer, PHOTOS } from "../support/explorer.js";
import { manyRows, objectRow, prefixRow } from "./list/sample-rows.js";

/** Header, rule and column titles stand above the rows. */
const FIRST_ROW = 3;
const KEY_BAR = 23;

function click(explorer: Explorer, column: number, line: number): Explorer {
  return explorer.send({ type: "mouse", event: { kind: "click", column, line } });
}

const opened = (location = { ...PHOTOS, prefix: "2026/june/" }) =>
  new Explorer(location).answer(prefixRow("d/"), objectRow("a", 10), objectRow("b", 20));

describe("a click", () => {
  it("on a row moves the cursor there, a second one opens it", () => {
    const explorer = click(opened(), 5, FIRST_ROW);
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, prefix: "2026/june/d/" });
    expect(click(opened(), 5, FIRST_ROW + 2).nameAtCursor).toBe("b");
  });

  it("below the rows does nothing", () => {
    expect(click(opened(), 5, FIRST_ROW + 9).nameAtCursor).toBe("d/");
  });

  it("on a column's title sorts by it, a second one turns it round", () => {
    const explorer = click(opened(), 55, FIRST_ROW - 1);
    expect(explorer.names).toEqual(["d/", "b", "a"]);
    expect(click(explorer, 55, FIRST_ROW - 1).names).toEqual(["d/", "a", "b"]);
  });

  it.each([
    ["the name of the program", 2, { kind: "buckets" }],
    ["the bucket", 9, PHOTOS],
    ["a folder", 18, { ...PHOTOS, prefix: "2026/" }],
  ])("on %s in the header goes there", (_, column, location) => {
    expect(click(opened(), column, 0).lastListing().location).toEqual(location);
  });

  it("on where one is already does nothing", () => {
    const explorer = opened();
    const asked = explorer.effects.length;
    expect(click(explorer, 25, 0).effects).toHaveLength(asked);
  });

  it("on a hint of the key bar presses its key", () => {
    expect(click(opened(), 9, KEY_BAR).list.filtering).toBe(true);
    expect(click(opened(), 28, KEY_BAR).state.pendingKeys).toEqual(["o"]);
  });

  it("on the scroll bar goes that far down", () => {
    const explorer = new Explorer().answer(...manyRows(1000));
    click(explorer, 79, FIRST_ROW + 9);
    expect(explorer.list.window.cursor).toBeGreaterThan(400);
    expect(explorer.list.window.cursor).toBeLessThan(600);
  });

  it("on a line of a dialog chooses it, and beside it closes it", () => {
    const explorer = opened().press("?");
    click(explorer, 40, 1 + 3 + 1 - 1);
    expect(explorer.state.dialog).toBeUndefined();
    expect(click(opened().press("b"), 0, 0).state.dialog).toBeUndefined();
  });
});

describe("the wheel", () => {
  const wheel = (explorer: Explorer, kind: "wheel-up" | "wheel-down") =>
    explorer.send({ type: "mouse", event: { kind, column: 5, line: 5 } });

  it("moves by three lines", () => {
    const explorer = wheel(new Explorer().answer(...manyRows(50)), "wheel-down");
    expect(explorer.list.window.cursor).toBe(3);
    expect(wheel(explorer, "wheel-up").list.window.cursor).toBe(0);
  });

  it("moves in a dialog while there is one", () => {
    const explorer = wheel(opened().press("?"), "wheel-down");
    expect(explorer.state.dialog).toMatchObject({ kind: "pick", cursor: 3 });
    expect(explorer.list.window.cursor).toBe(0);
  });
});

it("is switched off and on, and says what that means", () => {
  const explorer = new Explorer().press("M");
  expect(explorer.effects.at(-1)).toEqual({ type: "mouse", on: false });
  expect(explorer.state.notice?.text).toContain("selects text");
  expect(explorer.press("M").effects.at(-1)).toEqual({ type: "mouse", on: true });
});
