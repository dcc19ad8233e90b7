import { describe, expect, it } from "vitest";
import { targetsOf } from "../../../../src/ui/state/targets.js";
import { Explorer, PHOTOS } from "../../support/explorer.js";
import { manyRows, objectRow, prefixRow } from "./sample-rows.js";

const opened = () =>
  new Explorer().answer(prefixRow("d/"), objectRow("a", 10), objectRow("b", 20), objectRow("c", 30));
const selected = (explorer: Explorer) => Array.from(targetsOf(explorer.state), ({ key }) => key);

describe("selecting", () => {
  it.each([
    ["nothing: the row under the cursor", ["j"], ["a"]],
    ["one after the other, with the cursor moving on", ["space", "space"], ["d/", "a"]],
    ["and no longer", ["space", "k", "space", "j"], ["b"]],
    ["a range down", ["j", "v", "j", "j", "v"], ["a", "b", "c"]],
    ["a range up, ended by the space bar", ["G", "v", "k", "space"], ["b", "c"]],
    ["a range that is called off", ["v", "j", "escape"], ["a"]],
    ["all", ["ctrl+a"], ["d/", "a", "b", "c"]],
    ["the others", ["space", "ctrl+r"], ["a", "b", "c"]],
    ["all that a filter shows", ["/", "b", "enter", "ctrl+a", "escape"], ["b"]],
    ["nothing any more", ["ctrl+a", "escape"], ["d/"]],
  ])("%s", (_, keys, keysSelected) => {
    expect(selected(opened().press(...keys))).toEqual(keysSelected);
  });

  it("counts rows and bytes", () => {
    const { selection } = opened().press("ctrl+a").list;
    expect([selection.count, selection.sizeBytes]).toEqual([4, 60]);
    expect(opened().press("ctrl+a", "ctrl+r").list.selection).toMatchObject({ count: 0, sizeBytes: 0 });
  });

  it("outlives another order and a filter", () => {
    expect(selected(opened().press("j", "space", "o", "s", "/", "c", "enter"))).toEqual(["a"]);
  });

  it("outlives a second reading, by name", () => {
    const explorer = opened().press("j", "space", "space", "R");
    explorer.answer(prefixRow("d/"), objectRow("a0"), objectRow("b"), objectRow("a"));
    expect(selected(explorer).toSorted()).toEqual(["a", "b"]);
  });

  it("copies the addresses of all that is selected", () => {
    const explorer = opened().press("j", "space", "space", "c", "u");
    expect(explorer.effects.at(-1)).toEqual({ type: "copy", text: "s3://photos/a\ns3://photos/b" });
    expect(explorer.state.notice?.text).toBe("Copied 2 lines");
  });

  it("takes a moment for a hundred thousand rows", () => {
    const explorer = new Explorer().page(...manyRows(100_000));
    while (explorer.list.view.pending) explorer.send({ type: "advance" });
    const startMs = performance.now();
    explorer.press("ctrl+a", "ctrl+r", "ctrl+a", "space");
    expect(performance.now() - startMs).toBeLessThan(500);
    expect(explorer.list.selection.count).toBe(99_999);
  });
});

describe("searching at any depth", () => {
  it("asks for the words, then lists all keys below that they keep", () => {
    const explorer = opened().press("s", ...Array.from("jpg >1M"), "enter");
    expect(explorer.lastListing().location).toEqual({
      kind: "search",
      bucket: "photos",
      prefix: "",
      query: "jpg >1M",
    });
    expect(explorer.state.commandLog.at(-1)?.line).toBe("s3kit find s3://photos --name '*jpg*' --larger 1M");
  });

  it("refuses what cannot be understood, and says why", () => {
    const explorer = opened().press("s", ...Array.from(">many"), "enter");
    expect(explorer.state.dialog).toMatchObject({ kind: "prompt", field: { text: ">many" } });
  });

  it("leads from what was found to the object, to its folder, and back to where it began", () => {
    const explorer = opened().press("s", "enter").answer(objectRow("d/e/x"), objectRow("d/y"));
    expect(explorer.press("enter").state.screen).toMatchObject({ kind: "details", key: "d/e/x" });
    explorer.press("[", "g", "f");
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, prefix: "d/e/" });
    explorer.answer(objectRow("w"), objectRow("x"));
    expect(explorer.nameAtCursor).toBe("x");
    expect(explorer.press("[", "h").list.location).toEqual(PHOTOS);
  });
});

describe("showing what was deleted", () => {
  it("is switched on and off where one is, with the cursor on the same name", () => {
    const explorer = opened().press("j", ".");
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, deleted: true });
    explorer.answer(objectRow("a"), { ...objectRow("gone"), kind: "deleted" });
    expect(explorer.nameAtCursor).toBe("a");
    expect(explorer.press(".").lastListing().location).toEqual(PHOTOS);
  });

  it("goes on into folders", () => {
    const explorer = opened().press(".").answer(prefixRow("d/")).press("enter");
    expect(explorer.lastListing().location).toEqual({ ...PHOTOS, prefix: "d/", deleted: true });
  });
});
