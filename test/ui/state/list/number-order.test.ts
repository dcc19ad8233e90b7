import * as fc from "fast-check";
import { expect, it } from "vitest";
import { orderByNumber } from "../../../../src/ui/state/list/number-order.js";

it("orders as a stable comparison sort does", () => {
  const numbers = fc.array(fc.oneof(fc.nat(3), fc.nat(70_000), fc.nat(2 ** 43)), { maxLength: 200 });
  fc.assert(
    fc.property(numbers, (values) => {
      const rows = Uint32Array.from(values.keys());
      const expected = [...rows].sort((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
      expect([...orderByNumber(rows, (row) => values[row] ?? 0)]).toEqual(expected);
    }),
  );
});

it("leaves the rows that it was given as they are", () => {
  const rows = Uint32Array.from([2, 0, 1]);
  expect([...orderByNumber(rows, (row) => 10 - row)]).toEqual([2, 1, 0]);
  expect([...rows]).toEqual([2, 0, 1]);
});
