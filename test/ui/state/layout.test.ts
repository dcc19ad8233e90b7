import { describe, expect, it } from "vitest";
import { fitCrumbs, CRUMB_SEPARATOR } from "../../../src/ui/state/breadcrumb.js";
import { planLayout } from "../../../src/ui/state/layout.js";
import { planColumns } from "../../../src/ui/state/list/list-columns.js";
import { BUCKETS } from "../../../src/ui/state/location.js";

describe("planLayout", () => {
  it("fills the terminal exactly, at any height that has room", () => {
    for (let rows = 3; rows <= 90; rows += 1) {
      const layout = planLayout({ columns: 80, rows });
      const frame = [layout.header, layout.rule, layout.status, layout.keyBar].filter(Boolean).length;
      expect(frame + layout.bodyRows).toBe(rows);
      expect(layout.listRows).toBeLessThanOrEqual(layout.bodyRows);
    }
  });

  it("keeps a row for the list when there is room for nothing else", () => {
    expect(planLayout({ columns: 10, rows: 1 })).toMatchObject({ bodyRows: 1, listRows: 1, status: false });
  });
});

describe("planColumns", () => {
  const prefix = { kind: "prefix", bucket: "b", prefix: "" } as const;

  it.each([
    [20, { size: 0, modified: 0, storageClass: 0 }],
    [30, { size: 10, modified: 0, storageClass: 0 }],
    [45, { size: 10, modified: 10, storageClass: 0 }],
    [77, { size: 10, modified: 16, storageClass: 0 }],
    [120, { size: 10, modified: 16, storageClass: 19 }],
  ])("shares out %i columns", (columns, expected) => {
    const planned = planColumns(columns, prefix);
    expect(planned).toMatchObject(expected);
    const others = [planned.size, planned.modified, planned.storageClass].filter((width) => width > 0);
    expect(planned.name + others.reduce((sum, width) => sum + width + planned.gap, 0)).toBe(columns);
  });

  it("gives buckets no size", () => {
    expect(planColumns(120, BUCKETS)).toMatchObject({ size: 0, modified: 16, storageClass: 0 });
  });
});

describe("fitCrumbs", () => {
  it.each([
    [["b", "a", "c"], 20, ["b", "a", "c"]],
    [["bucket", "folder", "deeper", "deepest"], 19, ["…", "deepest"]],
    [["bucket", "folder", "deeper", "deepest"], 20, ["…", "deeper", "deepest"]],
    [["bucket", "averyveryverylongname"], 10, ["…", "…gname"]],
    [["b", "", "c"], 20, ["b", "∅", "c"]],
    [["b"], 0, []],
  ])("shows %j in %i columns", (crumbs, columns, expected) => {
    const fitted = fitCrumbs(crumbs, columns);
    expect(fitted).toEqual(expected);
    expect(fitted.join(CRUMB_SEPARATOR).length).toBeLessThanOrEqual(columns);
  });
});
