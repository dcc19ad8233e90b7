import { describe, expect, it } from "vitest";
import { BUCKETS } from "../../../src/ui/state/location.js";
import { Explorer, PHOTOS } from "../support/explorer.js";
import { manyRows, objectRow, prefixRow } from "./list/sample-rows.js";

describe("starting", () => {
  it("lists the place that it was started at", () => {
    expect(new Explorer().lastListing().location).toEqual(PHOTOS);
  });
});

describe("going places", () => {
  it("opens a bucket, then a folder, and lists each", () => {
    const explorer = new Explorer(BUCKETS).answer({ ...objectRow("photos"), kind: "bucket" }).press("enter");
    expect(explorer.lastListing().location).toEqual(PHOTOS);
    explorer.answer(prefixRow("2026/")).press("l");
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, prefix: "2026/" });
  });

  it("comes back to where it left: cursor, filter and rows, without listing again", () => {
    const explorer = new Explorer().answer(prefixRow("a/"), prefixRow("ab/"), prefixRow("b/"));
    explorer.press("/", "a", "enter", "down", "enter").answer(objectRow("x")).press("h");
    expect(explorer.nameAtCursor).toBe("ab/");
    expect(explorer.names).toEqual(["a/", "ab/"]);
    expect(explorer.effects.filter(({ type }) => type === "list")).toHaveLength(2);
  });

  it("goes up from where it started, with the cursor on the folder that it came from", () => {
    const explorer = new Explorer({ ...PHOTOS, prefix: "a/b/" }).answer(objectRow("x")).press("backspace");
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, prefix: "a/" });
    explorer.page(prefixRow("a/")).answer(prefixRow("b/"), prefixRow("c/"));
    expect(explorer.nameAtCursor).toBe("b/");
  });

  it("leaves the cursor alone that was moved before the folder came", () => {
    const explorer = new Explorer({ ...PHOTOS, prefix: "a/b/" }).answer().press("h");
    explorer.page(prefixRow("a/"), prefixRow("aa/")).press("j").answer(prefixRow("b/"));
    expect(explorer.nameAtCursor).toBe("aa/");
  });

  it("stays at the buckets, and says so", () => {
    const explorer = new Explorer(BUCKETS).answer().press("h");
    expect(explorer.list.location).toEqual(BUCKETS);
    expect(explorer.state.notice?.kind).toBe("warning");
  });

  it("goes back and forward", () => {
    const explorer = new Explorer().answer(prefixRow("a/")).press("enter").answer(prefixRow("b/"));
    explorer.press("[");
    expect(explorer.list.location).toEqual(PHOTOS);
    explorer.press("]");
    expect(explorer.list.location).toEqual({ ...PHOTOS, prefix: "a/" });
  });

  it("forgets the way forward when another one is taken", () => {
    const explorer = new Explorer().answer(prefixRow("a/"), prefixRow("b/")).press("enter").answer();
    explorer.press("[", "j", "enter").answer().press("]");
    expect(explorer.list.location).toEqual({ ...PHOTOS, prefix: "b/" });
  });

  it("drops the rows of far-off places past a budget, and lists them again when they are visited", () => {
    const explorer = new Explorer().answerMany(150_000, "z/").press("enter");
    explorer.answerMany(150_000, "z/").press("enter").answer(objectRow("x"));
    const listings = explorer.effects.filter(({ type }) => type === "list").length;
    explorer.press("[", "[");
    expect(explorer.effects.filter(({ type }) => type === "list")).toHaveLength(listings + 1);
    explorer.answer(prefixRow("y/"), prefixRow("z/"));
    expect(explorer.nameAtCursor).toBe("z/");
  });
});

describe("listing", () => {
  it("keeps the cursor on its row when folders come in above it", () => {
    const explorer = new Explorer().page(objectRow("a"), objectRow("b")).press("j").answer(prefixRow("x/"));
    expect(explorer.nameAtCursor).toBe("b");
  });

  it("stays at the top when nothing was pressed", () => {
    const explorer = new Explorer().page(objectRow("a")).answer(prefixRow("x/"));
    expect(explorer.nameAtCursor).toBe("x/");
  });

  it("stops at Esc, keeps what came, and leaves at the next Esc", () => {
    const explorer = new Explorer().page(objectRow("a")).press("escape");
    expect(explorer.effects.at(-1)).toEqual({ type: "stop", requestId: explorer.list.listing.id });
    explorer.end("stopped");
    expect(explorer.names).toEqual(["a"]);
    expect(explorer.press("escape").list.location).toEqual(BUCKETS);
  });

  it("shows a failure where it happened, with what came before it", () => {
    const explorer = new Explorer().page(objectRow("a")).end("failed", "no");
    expect(explorer.list.listing).toMatchObject({ status: "failed", problem: { code: "AccessDenied" } });
    expect(explorer.names).toEqual(["a"]);
  });

  it("goes on for a place that was left", () => {
    const explorer = new Explorer().page(prefixRow("a/"));
    const first = explorer.lastListing().listing;
    explorer.press("enter").answer();
    first.rows.append([prefixRow("b/")]);
    explorer.send({ type: "rows", listingId: first.id }).press("h");
    expect(explorer.names).toEqual(["a/", "b/"]);
  });

  it("looks at many rows a slice at a time, asking to be called again", () => {
    const explorer = new Explorer().page(...manyRows(40_000));
    expect(explorer.list.view.pending).toBe(true);
    let slices = 0;
    while (explorer.effects.at(-1)?.type === "advance-view" && explorer.list.view.pending) {
      explorer.send({ type: "advance" });
      slices += 1;
    }
    expect(explorer.list.view.count).toBe(40_000);
    expect(slices).toBeLessThan(5);
  });
});

describe("refreshing", () => {
  it("keeps the old rows until the new ones come, then the cursor on its name", () => {
    const explorer = new Explorer().answer(objectRow("a"), objectRow("b"), objectRow("c")).press("j", "R");
    expect(explorer.names).toEqual(["a", "b", "c"]);
    explorer.answer(objectRow("a"), objectRow("aa"), objectRow("b"));
    expect(explorer.names).toEqual(["a", "aa", "b"]);
    expect(explorer.nameAtCursor).toBe("b");
  });

  it("keeps the old rows when it fails", () => {
    const explorer = new Explorer().answer(objectRow("a")).press("R").end("failed", "gone");
    expect(explorer.names).toEqual(["a"]);
    expect(explorer.list.listing.problem?.message).toBe("gone");
  });

  it("shows an empty place as empty", () => {
    const explorer = new Explorer().answer(objectRow("a")).press("R").end("done");
    expect(explorer.names).toEqual([]);
  });
});

describe("filtering", () => {
  it("narrows with each letter and keeps the cursor's row", () => {
    const explorer = new Explorer().answer(objectRow("apple"), objectRow("banana"), objectRow("plum"));
    explorer.press("j", "j", "/", "p");
    expect(explorer.names).toEqual(["apple", "plum"]);
    expect(explorer.nameAtCursor).toBe("plum");
    explorer.press("l", "enter");
    expect(explorer.list.filtering).toBe(false);
    expect(explorer.names).toEqual(["apple", "plum"]);
  });

  it("lets the cursor be moved while typing", () => {
    const explorer = new Explorer().answer(objectRow("a1"), objectRow("a2")).press("/", "a", "down");
    expect(explorer.nameAtCursor).toBe("a2");
  });

  it("is dropped by Esc, while typing and after", () => {
    const explorer = new Explorer().answer(objectRow("a"), objectRow("b"));
    expect(explorer.press("/", "b", "escape").names).toEqual(["a", "b"]);
    expect(explorer.press("/", "b", "enter", "escape").names).toEqual(["a", "b"]);
    expect(explorer.list.location).toEqual(PHOTOS);
  });

  it("types q instead of quitting", () => {
    const explorer = new Explorer().answer(objectRow("a")).press("/", "q");
    expect(explorer.list.filter.text).toBe("q");
    expect(explorer.effects.some(({ type }) => type === "quit")).toBe(false);
  });

  it("holds for rows that come later", () => {
    const explorer = new Explorer().page(objectRow("a")).press("/", "b").answer(objectRow("b"));
    expect(explorer.names).toEqual(["b"]);
  });
});

describe("sorting", () => {
  it("goes by a sequence of keys, and turns round at the second time", () => {
    const explorer = new Explorer().answer(objectRow("a", 5), objectRow("b", 9), objectRow("c", 7));
    expect(explorer.press("o", "s").names).toEqual(["b", "c", "a"]);
    expect(explorer.press("o", "s").names).toEqual(["a", "c", "b"]);
    expect(explorer.press("o", "n").names).toEqual(["a", "b", "c"]);
    expect(explorer.press("o", "r").names).toEqual(["c", "b", "a"]);
  });

  it("shows what it waits for, and Esc calls it off", () => {
    const explorer = new Explorer().answer(objectRow("a")).press("o");
    expect(explorer.state.pendingKeys).toEqual(["o"]);
    expect(explorer.press("escape").state.pendingKeys).toEqual([]);
    expect(explorer.list.location).toEqual(PHOTOS);
  });
});

describe("an object", () => {
  const opened = () =>
    new Explorer()
      .answer(prefixRow("d/"), objectRow("a"), objectRow("b"), objectRow("c"))
      .press("j", "enter");

  it("is asked about when it is opened", () => {
    expect(opened().effects.slice(-2)).toMatchObject([
      { type: "inspect", details: { bucket: "photos", key: "a" } },
      { type: "open-preview", preview: { object: { bucket: "photos", key: "a" } } },
    ]);
  });

  it("gives way to the next and the previous one, and the list follows", () => {
    const explorer = opened().press("n", "n", "n", "p");
    expect(explorer.state.screen).toMatchObject({ kind: "details", key: "b" });
    expect(explorer.press("escape").nameAtCursor).toBe("b");
  });

  it("says where the objects end", () => {
    expect(opened().press("p").state.notice?.text).toBe("This is the first object");
  });

  it("takes the parts in as they arrive, and ignores those of another object", () => {
    const explorer = opened();
    const { screen } = explorer.state;
    if (screen.kind !== "details") throw new Error("not details");
    const value = { entries: [], more: false };
    const part = { part: "versions", loaded: { state: "ready", value } } as const;
    explorer.send({ type: "part", detailsId: screen.id + 1, ...part });
    expect(explorer.state.screen).toMatchObject({ parts: { versions: { state: "loading" } } });
    explorer.send({ type: "part", detailsId: screen.id, ...part });
    expect(explorer.state.screen).toMatchObject({ parts: { versions: { state: "ready" } } });
  });
});

describe("the help", () => {
  it("runs the line that was searched for", () => {
    const explorer = new Explorer().answer(objectRow("a", 1), objectRow("b", 2)).press("?");
    explorer.press(...Array.from("by size"), "enter");
    expect(explorer.state.dialog).toBeUndefined();
    expect(explorer.names).toEqual(["b", "a"]);
  });

  it("takes all keys while it is open", () => {
    const explorer = new Explorer().answer().press("?", "q");
    expect(explorer.effects.some(({ type }) => type === "quit")).toBe(false);
    expect(explorer.press("escape").state.dialog).toBeUndefined();
  });
});

describe("elsewhere", () => {
  it("copies the address under the cursor", () => {
    const explorer = new Explorer({ ...PHOTOS, prefix: "a/" }).answer(objectRow("b c")).press("c", "u");
    expect(explorer.effects.at(-1)).toEqual({ type: "copy", text: "s3://photos/a/b c" });
    expect(explorer.state.notice?.text).toContain("s3://photos/a/b c");
  });

  it("runs every key of a piece of input", () => {
    const explorer = new Explorer().answer(...manyRows(50)).press("j", "j", "j", "j");
    expect(explorer.list.window.cursor).toBe(4);
  });

  it("keeps the cursor in sight as the terminal shrinks", () => {
    const explorer = new Explorer().answer(...manyRows(50)).press("pagedown");
    explorer.send({ type: "resized", size: { columns: 20, rows: 5 } });
    const { cursor, top } = explorer.list.window;
    expect(cursor - top).toBeLessThan(5);
    expect(explorer.send({ type: "resized", size: { columns: 1, rows: 1 } }).list.window.top).toBe(cursor);
  });

  it("quits", () => {
    expect(new Explorer().press("q").effects.at(-1)).toEqual({ type: "quit" });
  });
});
