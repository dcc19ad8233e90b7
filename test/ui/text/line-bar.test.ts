import { expect, it } from "vitest";
import { lineBar } from "../../../src/ui/text/line-bar.js";

it.each([
  [0, 4, "", "────"],
  [0.001, 4, "╸", "───"],
  [0.5, 4, "━━", "──"],
  [0.6, 4, "━━╸", "─"],
  [1, 4, "━━━━", ""],
  [2, 4, "━━━━", ""],
  [Number.NaN, 2, "", "──"],
  [0.5, 0, "", ""],
])("draws %d of %d columns", (share, columns, filled, rest) => {
  expect(lineBar(share, columns)).toEqual({ filled, rest });
});
