import { cleanup, render } from "ink-testing-library";
import stringWidth from "string-width";
import { afterEach, expect, it } from "vitest";
import { AwaitedPanel } from "../../../src/ui/components/awaited-panel.js";
import { TONED_LINES_FRAME, TonedLines } from "../../../src/ui/components/toned-lines.js";
import { planLayout } from "../../../src/ui/state/layout.js";
import { BLANK_LINE, type TonedLine } from "../../../src/ui/state/toned-line.js";
import { fitEnd } from "../../../src/ui/text/fit-text.js";

afterEach(cleanup);

const LAYOUT = planLayout({ columns: 40, rows: 12 });

function shown(lines: readonly TonedLine[], top: number): readonly string[] {
  const view = <TonedLines lines={lines} window={{ cursor: top, top }} layout={LAYOUT} />;
  return (render(view).lastFrame() ?? "").split("\n");
}

it("shows the lines in sight alone, blank ones too, in the room that there is", () => {
  const wide = LAYOUT.columns - TONED_LINES_FRAME;
  const all = Array.from({ length: 50 }, (_, i) =>
    i === 21 ? BLANK_LINE : { tone: "text" as const, text: fitEnd(`line ${i.toString()} 日本語`, wide) },
  );
  const lines = shown(all, 20);
  expect(lines).toHaveLength(LAYOUT.bodyRows);
  for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(LAYOUT.columns);
  expect(lines[0]).toContain("line 20 ");
  expect(lines[1]).not.toContain("line");
  expect(lines[2]).toContain("line 22 ");
});

it("says what is being done, and then why it failed and what may help", () => {
  const room = { columns: 60, rows: 10 };
  const waiting = render(<AwaitedPanel awaited={{ state: "loading" }} doing="Reading…" {...room} />);
  expect(waiting.lastFrame()).toContain("Reading…");
  const problem = { code: "AccessDenied", message: "No", hints: ["Ask for it"] };
  const failed = render(<AwaitedPanel awaited={{ state: "failed", problem }} doing="Reading…" {...room} />);
  for (const words of ["AccessDenied", "No", "Ask for it"]) expect(failed.lastFrame()).toContain(words);
  const long = { ...problem, hints: ["Workspaces are a gateway's, and this is none"] };
  const narrow = render(
    <AwaitedPanel awaited={{ state: "failed", problem: long }} doing="" columns={30} rows={10} />,
  );
  for (const word of long.hints.join(" ").split(" ")) expect(narrow.lastFrame()).toContain(word);
});
