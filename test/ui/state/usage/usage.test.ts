import { describe, expect, it } from "vitest";
import type { UsageSurvey } from "../../../../src/lib/object/survey-usage.js";
import { UsageTree } from "../../../../src/lib/object/usage-tree.js";
import { planUsageColumns } from "../../../../src/ui/state/usage/usage-columns.js";
import { keepScan, type UsageScan } from "../../../../src/ui/state/usage/usage-scan.js";
import type { UsageScreen } from "../../../../src/ui/state/usage/usage-screen.js";
import { Explorer, PHOTOS } from "../../support/explorer.js";
import { objectRow, prefixRow } from "../list/sample-rows.js";

function surveyOf(...objects: readonly (readonly [string, number])[]): UsageSurvey {
  const tree = new UsageTree("");
  for (const [key, sizeBytes] of objects) tree.add(key, sizeBytes);
  const classes = [
    { name: "STANDARD", objectCount: tree.root.objectCount, totalBytes: tree.root.totalBytes },
  ];
  const ages = [
    { name: "0-1d", objectCount: 1, totalBytes: 1 },
    { name: "over 1y", objectCount: 1, totalBytes: 9 },
  ];
  return { root: tree.root, classes, ages };
}

const SURVEY = surveyOf(["a/x/1", 10], ["a/y/1", 30], ["b/1", 20], ["c", 5]);

function usageOf({ state }: Explorer): UsageScreen {
  if (state.screen.kind !== "usage") throw new Error("not usage");
  return state.screen;
}

const names = (explorer: Explorer) => usageOf(explorer).table.rows.map(({ name, kind }) => name || kind);

function measured(survey: UsageSurvey | undefined = SURVEY, status: UsageScan["status"] = "done"): Explorer {
  const explorer = new Explorer().answer(prefixRow("a/"), prefixRow("b/"), objectRow("c")).press("U");
  return tell(explorer, survey, status);
}

function tell(explorer: Explorer, survey: UsageSurvey | undefined, status: UsageScan["status"]): Explorer {
  const scanId = explorer.state.scans.at(-1)?.id ?? 0;
  return explorer.send({ type: "usage", scanId, survey, status, problem: undefined });
}

describe("the usage of a place", () => {
  it("is measured when it is asked for, and shown as it comes in, largest first", () => {
    const explorer = new Explorer().answer(prefixRow("a/")).press("U");
    expect(explorer.effects.at(-1)).toMatchObject({ type: "survey", scan: { bucket: "photos", prefix: "" } });
    tell(explorer, surveyOf(["a/1", 1]), "running");
    expect(names(explorer)).toEqual(["a/"]);
    tell(explorer, SURVEY, "done");
    expect(names(explorer)).toEqual(["a/", "b/", "objects"]);
  });

  it("is entered folder by folder, and left with the cursor where one was", () => {
    const explorer = measured().press("enter");
    expect(names(explorer)).toEqual(["y/", "x/"]);
    explorer.press("j", "enter", "h");
    expect(usageOf(explorer).window.cursor).toBe(1);
    explorer.press("h");
    expect(names(explorer)).toEqual(["a/", "b/", "objects"]);
    expect(explorer.press("h").list.location).toEqual(PHOTOS);
  });

  it("leads to the listing of a folder's own objects", () => {
    expect(measured().press("G", "enter").lastListing().location).toEqual(PHOTOS);
    expect(measured().press("enter", "g", "l").lastListing().location).toEqual({ ...PHOTOS, prefix: "a/" });
  });

  it.each([
    [["tab"], ["STANDARD"]],
    [["2"], ["STANDARD"]],
    [
      ["tab", "tab"],
      ["up to a day", "over a year"],
    ],
    [["shift+tab"], ["up to a day", "over a year"]],
    [
      ["3", "o", "n"],
      ["over a year", "up to a day"],
    ],
    [
      ["o", "n"],
      ["objects", "a/", "b/"],
    ],
    [
      ["o", "c"],
      ["a/", "objects", "b/"],
    ],
    [
      ["2", "1"],
      ["a/", "b/", "objects"],
    ],
  ])("after %j shows %j", (keys, rows) => {
    expect(names(measured().press(...keys))).toEqual(rows);
  });

  it("goes on being measured while one looks elsewhere, and is not measured twice", () => {
    const explorer = measured(undefined, "running").press("U");
    expect(explorer.state.screen.kind).toBe("list");
    tell(explorer, SURVEY, "done");
    explorer.press("U");
    expect(names(explorer)).toEqual(["a/", "b/", "objects"]);
    expect(explorer.effects.filter(({ type }) => type === "survey")).toHaveLength(1);
    explorer.press("R");
    expect(explorer.effects.filter(({ type }) => type === "survey")).toHaveLength(2);
  });

  it("is stopped by Esc, keeping what was counted, and left by the next", () => {
    const explorer = measured(SURVEY, "running").press("escape");
    expect(explorer.effects.at(-1)).toEqual({ type: "stop", requestId: usageOf(explorer).scan.id });
    tell(explorer, SURVEY, "stopped");
    expect(names(explorer)).toEqual(["a/", "b/", "objects"]);
    expect(explorer.press("escape").state.screen.kind).toBe("list");
  });

  it("keeps the chosen row under the cursor while sizes grow", () => {
    const explorer = measured(surveyOf(["a/1", 5], ["b/1", 3]), "running").press("j");
    tell(explorer, surveyOf(["a/1", 5], ["b/1", 30]), "running");
    expect(usageOf(explorer).window.cursor).toBe(0);
  });

  it("goes into the command log", () => {
    expect(measured().state.commandLog.at(-1)?.line).toBe("s3kit du s3://photos");
  });
});

describe("the columns of usage", () => {
  it.each([10, 20, 30, 40, 60, 80, 120, 250])("never take more than %i", (width) => {
    const { size, percent, bar, count, name, gap } = planUsageColumns(width);
    const others = [percent, bar, count].filter((column) => column > 0);
    const used = size + gap + name + others.reduce((sum, column) => sum + column + gap, 0);
    expect(used).toBeLessThanOrEqual(Math.max(width, size + gap + 1));
  });
});

describe("scans that are kept", () => {
  it("are the running ones and the latest of the others", () => {
    const scan = (id: number, status: UsageScan["status"]): UsageScan => ({
      id,
      storeId: 1,
      bucket: "b",
      prefix: "",
      survey: undefined,
      status,
      problem: undefined,
    });
    const many = [scan(1, "running"), scan(2, "done"), scan(3, "done"), scan(4, "done"), scan(5, "done")];
    expect(keepScan(many, scan(6, "running")).map(({ id }) => id)).toEqual([1, 3, 4, 5, 6]);
  });
});
