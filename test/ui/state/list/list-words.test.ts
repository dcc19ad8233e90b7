import { describe, expect, it } from "vitest";
import { listMessage } from "../../../../src/ui/state/list/list-message.js";
import {
  advance,
  openList,
  refilter,
  type Listing,
  type ListScreen,
} from "../../../../src/ui/state/list/list-screen.js";
import { listPosition, listStatus, SLOW_MS, spinner } from "../../../../src/ui/state/list/list-status.js";
import { BUCKETS, type Location } from "../../../../src/ui/state/location.js";
import type { ListedRow } from "../../../../src/ui/state/list/row-store.js";
import { fieldOf } from "../../../../src/ui/state/text-field.js";
import { objectRow, prefixRow } from "./sample-rows.js";

const PHOTOS: Location = { kind: "prefix", bucket: "photos", prefix: "a\n/" };
const DENIED = { code: "AccessDenied", message: "Not allowed", hints: ["Ask somebody"] };
const HEIGHT = 10;

function listOf(rows: readonly ListedRow[], change: Partial<Listing> = {}, location = PHOTOS): ListScreen {
  const list = openList(location, 1, 0);
  list.listing.rows.append(rows);
  return advance({ ...list, listing: { ...list.listing, status: "done", ...change } }, HEIGHT);
}

const status = (list: ListScreen, nowMs = 0) => listStatus(list, nowMs);
const words = (list: ListScreen, nowMs = 0) => {
  const { title, lines } = listMessage(list, nowMs);
  return [title, ...lines].join("\n");
};

describe("listStatus", () => {
  it.each([
    ["counts", listOf([prefixRow("f/"), objectRow("x", 1536)]), "quiet", "1 folder, 1 object, 1.5 KiB"],
    [
      "counts while they grow",
      listOf([objectRow("x", 1)], { status: "running" }),
      "quiet",
      "1 object, 1 B so far",
    ],
    [
      "where it was stopped",
      listOf([objectRow("x", 1)], { status: "stopped" }),
      "warning",
      "Stopped at 1 object",
    ],
    [
      "a failure beside the rows",
      listOf([objectRow("x")], { status: "failed", problem: DENIED }),
      "problem",
      "AccessDenied: Not allowed",
    ],
    [
      "nothing when the failure has the room of the rows",
      listOf([], { status: "failed", problem: DENIED }),
      "quiet",
      "",
    ],
    ["buckets", listOf([{ ...objectRow("b"), kind: "bucket" }], {}, BUCKETS), "quiet", "1 bucket"],
  ] as const)("tells %s", (_, list, tone, text) => {
    expect(status(list)).toMatchObject({ tone });
    expect(status(list).text).toContain(text);
  });
});

describe("listPosition", () => {
  it("tells where the cursor is, and what hides rows", () => {
    const list = listOf([objectRow("a"), objectRow("b")]);
    expect(listPosition(list)).toBe("1/2");
    expect(listPosition(refilter(list, fieldOf("b"), HEIGHT))).toBe("filter b · 1/1");
    expect(listPosition(refilter(list, fieldOf("c"), HEIGHT))).toBe("filter c · 0/0");
  });
});

describe("listMessage", () => {
  it.each([
    [
      "what is being read, its name made harmless",
      listOf([], { status: "running" }),
      0,
      "Reading s3://photos/a␊/",
    ],
    ["for how long there was no answer", listOf([], { status: "running" }), SLOW_MS + 1000, "for 4 s. Esc"],
    [
      "what went wrong and what to do",
      listOf([], { status: "failed", problem: DENIED }),
      0,
      "AccessDenied\nNot allowed\n\nAsk somebody",
    ],
    ["that nothing is there", listOf([]), 0, "Nothing here"],
    ["that there are no buckets", listOf([], {}, BUCKETS), 0, "s3kit bucket create"],
    [
      "that no name matches",
      refilter(listOf([objectRow("a")]), fieldOf("z"), HEIGHT),
      0,
      "No name matches z",
    ],
    ["that it was stopped", listOf([], { status: "stopped" }), 0, "R reads it again"],
  ] as const)("says %s", (_, list, nowMs, text) => {
    expect(words(list, nowMs)).toContain(text);
  });
});

it("turns the spinner with the clock", () => {
  expect(spinner(0)).not.toBe(spinner(100));
  expect(spinner(0)).toBe(spinner(1000));
});
