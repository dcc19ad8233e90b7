import { expect, test } from "vitest";
import { sparkline } from "../../../src/ui/text/sparkline.js";

test.each([
  [[], 4, "    "],
  [[1], 4, "   █"],
  [[0, 0, 0], 3, "▁▁▁"],
  [[0, 1, 2, 4, 8], 5, "▁▁▂▄█"],
  [[9, 1, 2], 2, "▄█"],
  [[1, 2], 0, ""],
])("%j in %i columns is %j", (values, columns, shown) => {
  expect(sparkline(values, columns)).toBe(shown);
});
