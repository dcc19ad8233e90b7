import { expect, it } from "vitest";
import { formatAge } from "../../../src/ui/text/format-age.js";

const DAY_MS = 86_400_000;

it.each([
  [0, "just now"],
  [59_000, "just now"],
  [61_000, "1 minute ago"],
  [3 * 3_600_000, "3 hours ago"],
  [DAY_MS, "1 day ago"],
  [40 * DAY_MS, "1 month ago"],
  [800 * DAY_MS, "2 years ago"],
  [-5000, "just now"],
])("calls an age of %i ms %s", (ageMs, words) => {
  expect(formatAge(1e12 - ageMs, 1e12)).toBe(words);
});
