import { describe, expect, it } from "vitest";
import {
  clearSequence,
  detectGraphics,
  drawSequence,
  fitCells,
} from "../../../src/ui/text/terminal-graphics.js";

describe("how a terminal draws pictures", () => {
  it.each([
    [{ TERM: "xterm-kitty" }, "kitty"],
    [{ TERM: "xterm-256color", KITTY_WINDOW_ID: "1" }, "kitty"],
    [{ TERM: "xterm-ghostty" }, "kitty"],
    [{ TERM_PROGRAM: "WezTerm" }, "iterm"],
    [{ TERM_PROGRAM: "iTerm.app" }, "iterm"],
    [{ TERM: "foot" }, "sixel"],
    [{ TERM: "xterm-256color", WT_SESSION: "1" }, "sixel"],
    [{ TERM: "xterm-256color" }, undefined],
    [{ TERM: "tmux-256color", KITTY_WINDOW_ID: "1", TMUX: "/tmp/x" }, undefined],
    [{ TERM: "screen", TERM_PROGRAM: "WezTerm" }, undefined],
    [{ TERM: "xterm-kitty", S3KIT_PICTURES: "blocks" }, undefined],
    [{ TERM: "dumb", S3KIT_PICTURES: "sixel" }, "sixel"],
  ])("%j: %s", (env, graphics) => {
    expect(detectGraphics(env)).toBe(graphics);
  });

  it.each([
    [
      { width: 200, height: 100 },
      { column: 0, row: 5, columns: 40, rows: 10 },
    ],
    [
      { width: 100, height: 100 },
      { column: 10, row: 5, columns: 20, rows: 10 },
    ],
    [
      { width: 10, height: 1000 },
      { column: 19, row: 5, columns: 1, rows: 10 },
    ],
    [
      { width: 1000, height: 1 },
      { column: 0, row: 9, columns: 40, rows: 1 },
    ],
  ])("fits %j into a room, in its proportions and in the middle", (picture, area) => {
    expect(fitCells(picture, { column: 0, row: 5, columns: 40, rows: 10 })).toEqual(area);
  });

  const area = { column: 2, row: 4, columns: 40, rows: 2 };

  it("sends kitty a picture in chunks, of which the last one says so", () => {
    const drawn = drawSequence("kitty", Buffer.alloc(7000, 1), area);
    const chunks = drawn.split("\u001b_G").slice(1);
    expect(chunks.map((chunk) => chunk.slice(0, chunk.indexOf(";")))).toEqual([
      "a=T,f=100,q=2,C=1,c=40,r=2,m=1",
      "m=1",
      "m=0",
    ]);
    const payload = chunks
      .map((chunk) => chunk.slice(chunk.indexOf(";") + 1, chunk.indexOf("\u001b")))
      .join("");
    expect(Buffer.from(payload, "base64")).toEqual(Buffer.alloc(7000, 1));
    expect(chunks.every((chunk) => chunk.length < 4200)).toBe(true);
  });

  it("draws at its place and leaves the cursor where it was", () => {
    const drawn = drawSequence("iterm", Buffer.from("png"), area);
    expect(drawn).toBe(
      "\u001b7\u001b[5;3H\u001b]1337;File=inline=1;size=3;width=40;height=2;preserveAspectRatio=0;doNotMoveCursor=1:cG5n\u0007\u001b8",
    );
  });

  it("takes a picture away: kitty's by a word, the others by blanks", () => {
    expect(clearSequence("kitty", area)).toBe("\u001b_Ga=d,d=A,q=2\u001b\\");
    expect(clearSequence("sixel", area)).toBe("\u001b7\u001b[5;3H\u001b[40X\u001b[6;3H\u001b[40X\u001b8");
  });
});
