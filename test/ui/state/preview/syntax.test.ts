import { common, createLowlight } from "lowlight";
import { describe, expect, it } from "vitest";
import { highlightRows } from "../../../../src/ui/state/preview/highlight-rows.js";
import { styledRuns } from "../../../../src/ui/state/preview/styled-runs.js";
import { spansByLine, type Highlight } from "../../../../src/ui/state/preview/syntax.js";
import { openText } from "../../../../src/ui/state/preview/text-window.js";

const lowlight = createLowlight(common);
const highlight: Highlight = (language, code) =>
  lowlight.registered(language) ? spansByLine(lowlight.highlight(language, code)) : undefined;
const open = (content: string) =>
  openText(Buffer.from(content), { startByte: 0, atEnd: true, encoding: "utf-8" });

describe("the colours of code", () => {
  it("tells keywords, texts, numbers and comments", () => {
    const code = 'const a = "b"; // c\nreturn 12';
    const roles = (highlight("js", code) ?? []).map((line, i) =>
      line.map(({ start, end, role }) => [code.split("\n")[i]?.slice(start, end), role]),
    );
    expect(roles).toEqual([
      [
        ["const", "keyword"],
        ['"b"', "string"],
        ["// c", "comment"],
      ],
      [
        ["return", "keyword"],
        ["12", "number"],
      ],
    ]);
  });

  it("carries what spans lines over from above the screen", () => {
    const text = open(`x = """\n${"words\n".repeat(20)}"""\ny = 1\n`);
    expect(highlightRows(text, 10, 11, "py", highlight).get(10)).toEqual([
      { start: 0, end: 5, role: "string" },
    ]);
  });

  it("gives none to long lines, to unknown languages, and before it is loaded", () => {
    const long = open(`a = "${"x".repeat(3000)}"\nb = "y"\n`);
    const colours = highlightRows(long, 0, 1, "py", highlight);
    expect(colours.get(0)).toEqual([]);
    expect(colours.get(1)).toHaveLength(1);
    expect(highlightRows(long, 0, 1, "no-such-language", highlight).size).toBe(0);
    expect(highlightRows(long, 0, 1, "py", undefined).size).toBe(0);
  });

  it("lays matches over colours, cuts both at the row, and escapes what is shown", () => {
    const line = 'say "hello\u001b"';
    const spans = [{ start: 4, end: 12, role: "string" }] as const;
    expect(styledRuns(line, { start: 2, end: 12 }, spans, [{ start: 5, end: 8 }])).toEqual([
      { text: "y ", role: undefined },
      { text: '"', role: "string" },
      { text: "hel", role: "match" },
      { text: 'lo␛"', role: "string" },
    ]);
  });
});
