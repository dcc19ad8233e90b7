import { describe, expect, it } from "vitest";
import { MouseReports } from "../../../src/ui/state/mouse-event.js";

describe("reports of the mouse", () => {
  it.each([
    ["a press of the left button", "\u001b[<0;10;5M", [{ kind: "click", column: 9, line: 4 }]],
    ["with Control held", "\u001b[<16;1;1M", [{ kind: "click", column: 0, line: 0 }]],
    ["its release", "\u001b[<0;10;5m", []],
    ["another button", "\u001b[<2;10;5M", []],
    [
      "the wheel",
      "\u001b[<64;3;3M\u001b[<65;300;99M",
      [
        { kind: "wheel-up", column: 2, line: 2 },
        { kind: "wheel-down", column: 299, line: 98 },
      ],
    ],
    ["keys around it", "jj\u001b[<64;3;3Mk\u001b[A", [{ kind: "wheel-up", column: 2, line: 2 }]],
    ["no report", "\u001b[A\u001b", []],
  ])("%s", (_, input, events) => {
    expect(new MouseReports().push(input)).toEqual(events);
  });

  it("are put together when they come in pieces", () => {
    const report = "\u001b[<65;120;40M";
    for (let cut = 1; cut < report.length; cut += 1) {
      const reports = new MouseReports();
      const events = [...reports.push(report.slice(0, cut)), ...reports.push(report.slice(cut))];
      expect(events).toEqual([{ kind: "wheel-down", column: 119, line: 39 }]);
    }
  });
});
