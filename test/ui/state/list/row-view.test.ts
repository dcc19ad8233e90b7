import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../../src/ui/state/list/row-filter.js";
import { RowView, type SortOrder } from "../../../../src/ui/state/list/row-view.js";
import { manyRows, objectRow, prefixRow, storeOf } from "./sample-rows.js";

const names = (view: RowView) =>
  Array.from({ length: view.count }, (_, position) => view.rows.nameAt(view.idAt(position)));

function viewOf(sort: SortOrder, filter = "") {
  const rows = storeOf(
    objectRow("b", 30, 1000),
    prefixRow("m/"),
    objectRow("c", 10, 3000),
    prefixRow("x/"),
    objectRow("d", 20, 2000),
  );
  const view = new RowView(rows, parseFilter(filter), sort);
  view.advance();
  view.settle(true);
  return view;
}

describe("RowView", () => {
  it.each([
    ["name", false, ["m/", "x/", "b", "c", "d"]],
    ["name", true, ["x/", "m/", "d", "c", "b"]],
    ["size", true, ["m/", "x/", "b", "d", "c"]],
    ["size", false, ["m/", "x/", "c", "d", "b"]],
    ["time", true, ["m/", "x/", "c", "d", "b"]],
  ] as const)("sorts by %s, descending %s, folders first", (key, descending, expected) => {
    expect(names(viewOf({ key, descending }))).toEqual(expected);
  });

  it("shows what the filter keeps", () => {
    expect(names(viewOf({ key: "name", descending: false }, "c"))).toEqual(["c"]);
  });

  it("takes in rows that come later", () => {
    const view = viewOf({ key: "name", descending: false });
    view.rows.append([objectRow("e"), prefixRow("z/")]);
    expect(view.pending).toBe(true);
    view.advance();
    expect(names(view)).toEqual(["m/", "x/", "z/", "b", "c", "d", "e"]);
  });

  it("looks at a bounded number of rows at a time", () => {
    const view = new RowView(storeOf(...manyRows(1000)), parseFilter("part"));
    view.advance(300);
    expect([view.count, view.pending, view.scannedCount]).toEqual([300, true, 300]);
  });

  it("appends what comes after a sort until it is worth sorting again", () => {
    const view = viewOf({ key: "size", descending: true });
    view.rows.append([objectRow("e", 25)]);
    view.advance();
    expect(view.settle(false)).toBe(true);
    expect(names(view)).toEqual(["m/", "x/", "b", "e", "d", "c"]);
    expect(view.settle(true)).toBe(false);
  });

  it("finds the position of a row in any order", () => {
    const view = viewOf({ key: "size", descending: true });
    const positions = Array.from({ length: view.count }, (_, at) => view.positionOf(view.idAt(at)));
    expect(positions).toEqual([0, 1, 2, 3, 4]);
    expect(view.positionOf(99)).toBe(-1);
  });
});
