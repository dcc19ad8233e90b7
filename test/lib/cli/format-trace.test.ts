import { expect, test } from "vitest";
import { formatTrace } from "../../../src/lib/cli/format-trace.js";

const request = { method: "GET", url: "http://s/b?list-type=2", durationMs: 11.6, attempt: 1 };

test("a request, its answer and how long it took", () => {
  expect(formatTrace({ ...request, status: 200 })).toBe("> GET http://s/b?list-type=2 200 12 ms");
});

test("later tries and failures say so", () => {
  expect(formatTrace({ ...request, status: undefined, attempt: 2, error: "ECONNRESET" })).toBe(
    "> GET http://s/b?list-type=2 failed: ECONNRESET 12 ms attempt 2",
  );
});
