import { describe, expect, test } from "vitest";
import { planSelection, selectPages } from "../../../src/lib/object/selection.js";

const KEYS = ["logs", "logs/", "logs/a", "logs/b/c.txt", "logs2", "logs2/d", "top.txt", "x*", "xy"];

/** The keys that a selection takes from {@link KEYS}, listed as a store would. */
async function select(
  key: string,
  options: {
    readonly recursive?: boolean;
    readonly raw?: boolean;
    readonly include?: string[];
    readonly exclude?: string[];
  },
): Promise<readonly string[]> {
  const plan = planSelection({ bucket: "b", key, recursive: false, ...options });
  const pages = selectPages(plan, async function* ({ prefix, delimiter }) {
    const listed = KEYS.filter((name) => name.startsWith(prefix));
    yield listed
      .filter((name) => delimiter === undefined || !name.slice(prefix.length).includes(delimiter))
      .map((name) => ({ key: name }));
  });
  return (await Array.fromAsync(pages)).flat().map((entry) => entry.key);
}

describe("a selection", () => {
  test.each([
    ["logs", {}, ["logs"]],
    ["nothing", {}, []],
    ["logs", { recursive: true }, ["logs", "logs/", "logs/a", "logs/b/c.txt"]],
    ["logs/", { recursive: true }, ["logs/", "logs/a", "logs/b/c.txt"]],
    ["", { recursive: true }, KEYS],
    ["*", {}, ["logs", "logs2", "top.txt", "x*", "xy"]],
    ["logs*", { recursive: true }, ["logs", "logs/", "logs/a", "logs/b/c.txt", "logs2", "logs2/d"]],
    ["**.txt", {}, ["logs/b/c.txt", "top.txt"]],
    ["x*", { raw: true }, ["x*"]],
    ["x*", {}, ["x*", "xy"]],
    ["logs", { recursive: true, exclude: ["b"] }, ["logs", "logs/", "logs/a"]],
    ["", { recursive: true, include: ["*.txt"] }, ["logs/b/c.txt", "top.txt"]],
    ["logs", { recursive: true, include: ["b/*"] }, ["logs/b/c.txt"]],
  ])("%j with %j takes %j", async (key, options, expected) => {
    expect(await select(key, options)).toEqual(expected);
  });

  test("lists one level where no match can be deeper", () => {
    expect(planSelection({ bucket: "b", key: "a/2024-*.gz", recursive: false }).listings).toEqual([
      { prefix: "a/2024-", delimiter: "/" },
    ]);
    expect(planSelection({ bucket: "b", key: "a/*/b", recursive: false }).listings).toEqual([
      { prefix: "a/" },
    ]);
  });

  test("is single only for one literal key", () => {
    const single = (key: string, recursive = false) => planSelection({ bucket: "b", key, recursive }).single;
    expect([single("k"), single("k*"), single("k", true), single("")]).toEqual([true, false, false, false]);
  });
});
