import { expect, it } from "vitest";
import { parsePrometheusText } from "../../../../src/lib/proxy/operations/prometheus-text.js";

it("Samples are read with their labels, escapes included; all else is left out", () => {
  const text = [
    "# HELP a b",
    "plain 1.5",
    'one{x="1"} 2e3 1700000000',
    String.raw`odd{hook="a\"b\\c\nd,e}",event="x"} +Inf`,
    "",
    "no sample at all",
  ].join("\n");
  expect(parsePrometheusText(text)).toEqual([
    { name: "plain", labels: {}, value: 1.5 },
    { name: "one", labels: { x: "1" }, value: 2000 },
    { name: "odd", labels: { hook: 'a"b\\c\nd,e}', event: "x" }, value: Number.POSITIVE_INFINITY },
  ]);
});
