import { describe, expect, test } from "vitest";
import { addPlans, planRemoval } from "../../../src/lib/object/plan-removal.js";
import {
  isSingle,
  isWholeBucket,
  type RemovalItem,
  type RemovalTarget,
} from "../../../src/lib/object/removal.js";

function item(key: string, sizeBytes: number, isDeleteMarker = false): RemovalItem {
  return { key, sizeBytes, isDeleteMarker };
}

/** A listing that counts how often it is opened. */
function listing(pages: readonly (readonly RemovalItem[])[]) {
  const state = { opened: 0 };
  const list = async function* () {
    state.opened += 1;
    yield* pages;
  };
  return { state, list };
}

describe("a removal plan", () => {
  test("counts items, bytes and delete markers, and names the largest", async () => {
    const { list } = listing([[item("a", 1), item("b", 5)], [item("c", 0, true)]]);
    expect(await planRemoval(list)).toMatchObject({
      itemCount: 3,
      deleteMarkerCount: 1,
      totalBytes: 6,
      largest: { key: "b" },
    });
  });

  test("remembers what it counted, so that exactly that is deleted", async () => {
    const { list, state } = listing([[item("a", 1)], [item("b", 1)]]);
    const plan = await planRemoval(list);
    const items = await Array.fromAsync(plan.items());
    expect(items.map(({ key }) => key)).toEqual(["a", "b"]);
    expect(state.opened).toBe(1);
  });

  test("lists again what is too much to remember", async () => {
    const page = Array.from({ length: 1000 }, (_, index) => item(index.toString(), 1));
    const { list, state } = listing(Array.from({ length: 51 }, () => page));
    const plan = await planRemoval(list);
    expect(plan.itemCount).toBe(51_000);
    expect((await Array.fromAsync(plan.items())).length).toBe(51_000);
    expect(state.opened).toBe(2);
  });

  test("adds up with others", async () => {
    const one = await planRemoval(listing([[item("a", 1)]]).list);
    const other = await planRemoval(listing([[item("b", 2, true)]]).list);
    expect(addPlans([one, other])).toMatchObject({ itemCount: 2, totalBytes: 3, deleteMarkerCount: 1 });
    expect(addPlans([])).toMatchObject({ itemCount: 0, largest: undefined });
  });
});

describe("a removal target", () => {
  const target = (key: string, recursive: boolean, more: object = {}): RemovalTarget => ({
    selection: { bucket: "b", key, recursive, ...more },
    what: "objects",
  });

  test.each([
    ["", true, {}, true],
    ["**", false, {}, true],
    ["*", true, {}, true],
    ["a", true, {}, false],
    ["", true, { include: ["*.txt"] }, false],
    ["", true, { exclude: ["*.txt"] }, false],
  ])("%j, recursive %s, %j is the whole bucket: %s", (key, recursive, filter, whole) => {
    expect(isWholeBucket(target(key, recursive, filter))).toBe(whole);
  });

  test("is single only for one key's current version", () => {
    expect(isSingle(target("k", false))).toBe(true);
    expect(isSingle(target("k", true))).toBe(false);
    expect(isSingle({ ...target("k", false), what: "versions" })).toBe(false);
  });
});
