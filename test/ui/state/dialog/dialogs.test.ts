import { describe, expect, it } from "vitest";
import { openConfirm } from "../../../../src/ui/state/dialog/confirm-dialog.js";
import { openPrompt } from "../../../../src/ui/state/dialog/prompt-dialog.js";
import { noting, settled, type ExplorerState } from "../../../../src/ui/state/explorer-state.js";
import { Explorer } from "../../support/explorer.js";
import { objectRow } from "../list/sample-rows.js";

function shown(explorer: Explorer): readonly string[] {
  const { dialog } = explorer.state;
  return dialog?.kind === "pick" ? dialog.shown.map(({ text }) => text) : [];
}

const opened = () => new Explorer().answer(objectRow("a", 1), objectRow("b", 2));
const type = (text: string) => Array.from(text, (letter) => (letter === " " ? "space" : letter));

describe("finding an action", () => {
  it.each([
    ["usage", "Measure what takes up the space below here"],
    ["sort size", "Sort by size, largest first"],
    ["sorsiz", "Sort by size, largest first"],
    ["quit", "Quit"],
    ["profile", "Switch to another profile"],
    ["bookmark", "Go to a bookmark"],
  ])("%s", (text, title) => {
    expect(shown(opened().press(":", ...type(text))).slice(0, 3)).toContain(title);
  });

  it("shows nothing that has only the letters in common", () => {
    expect(shown(opened().press(":", ...Array.from("xyzzy")))).toEqual([]);
  });

  it("offers an address as soon as there is a bucket in it", () => {
    expect(shown(opened().press(":", ...Array.from("go s3://")))).toEqual([]);
    expect(shown(opened().press(":", ...Array.from("s3://b/c")))[0]).toBe("go s3://b/c");
    const gone = opened().press(":", ...Array.from("s3://b/c/"), "enter");
    expect(gone.lastListing().location).toEqual({ kind: "prefix", bucket: "b", prefix: "c/" });
  });

  it("shows the command line behind the marked line", () => {
    const { dialog } = opened().press("?").state;
    expect(dialog?.kind === "pick" ? dialog.shown[0]?.detail : "").toBe("s3kit stat s3://photos/a");
  });

  it("goes round at both ends", () => {
    const explorer = opened().press(":", "up");
    const { dialog } = explorer.state;
    expect(dialog).toMatchObject({ cursor: shown(explorer).length - 1 });
    expect(explorer.press("down").state.dialog).toMatchObject({ cursor: 0 });
  });
});

describe("a question", () => {
  function asking(fault?: (text: string) => string | undefined): Explorer {
    const explorer = opened();
    const accept = (state: ExplorerState, text: string) => settled(noting(state, "good", `got ${text}`));
    const dialog = openPrompt({
      title: "Name",
      text: "ab",
      accept,
      ...(fault === undefined ? {} : { fault }),
    });
    explorer.state = { ...explorer.state, dialog };
    return explorer;
  }

  it("takes a line of text, edited like any", () => {
    const { state } = asking().press("left", "x", "home", "ctrl+u", "y", "enter");
    expect(state).toMatchObject({ dialog: undefined, notice: { text: "got y" } });
  });

  it("keeps what cannot be accepted, and can be left", () => {
    const explorer = asking(() => "no").press("enter");
    expect(explorer.state.dialog).toMatchObject({ kind: "prompt", field: { text: "ab" } });
    expect(explorer.press("escape").state).toMatchObject({ dialog: undefined, notice: undefined });
  });
});

describe("a question before what cannot be taken back", () => {
  function asking(name?: string): Explorer {
    const explorer = opened();
    const accept = (state: ExplorerState) => settled(noting(state, "good", "gone"));
    const words = { title: "Delete", lines: ["2 objects"], verb: "Delete", accept };
    explorer.state = {
      ...explorer.state,
      dialog: openConfirm({ ...words, ...(name === undefined ? {} : { name }) }),
    };
    return explorer;
  }
  const isGone = ({ state }: Explorer) => state.notice?.text === "gone";

  it.each([
    [["enter"], false],
    [["escape"], false],
    [["n"], false],
    [["x", "escape"], false],
    [["y"], true],
    [["tab", "enter"], true],
    [["tab", "tab", "enter"], false],
  ])("%j: %s", (keys, gone) => {
    const explorer = asking().press(...keys);
    expect([isGone(explorer), explorer.state.dialog]).toEqual([gone, undefined]);
  });

  it.each([
    [["enter"], false, false],
    [type("phots"), false, true],
    [[...type("phots"), "enter"], false, true],
    [[...type("photos"), "enter"], true, false],
    [[...type("y"), "escape"], false, false],
  ])("asks for a name where much is at stake: %j", (keys, gone, open) => {
    const explorer = asking("photos").press(...keys);
    expect([isGone(explorer), explorer.state.dialog !== undefined]).toEqual([gone, open]);
  });
});
