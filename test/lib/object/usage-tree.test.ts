import { array, assert, constantFrom, nat, property, record } from "fast-check";
import { describe, expect, it } from "vitest";
import { UsageTree, type UsageFolder } from "../../../src/lib/object/usage-tree.js";

function treeOf(objects: readonly (readonly [string, number])[], prefix = "", mostFolders?: number) {
  const tree = new UsageTree(prefix, mostFolders);
  for (const [key, sizeBytes] of objects) tree.add(key, sizeBytes);
  return tree.root;
}

const at = (root: UsageFolder, ...names: readonly string[]) =>
  names.reduce<UsageFolder | undefined>((folder, name) => folder?.folders.get(name), root);

describe("UsageTree", () => {
  it("counts for every folder all that is below it", () => {
    const root = treeOf([
      ["a/b/x", 1],
      ["a/b/y", 2],
      ["a/z", 4],
      ["c/x", 8],
      ["top", 16],
    ]);
    expect(root).toMatchObject({ objectCount: 5, totalBytes: 31, ownCount: 1, ownBytes: 16 });
    expect(at(root, "a/")).toMatchObject({ objectCount: 3, totalBytes: 7, ownCount: 1, ownBytes: 4 });
    expect(at(root, "a/", "b/")).toMatchObject({ objectCount: 2, totalBytes: 3 });
  });

  it.each([
    ["logs/", "2026/"],
    ["logs/20", "2026/"],
  ])("names folders from the last slash of %s on", (prefix, name) => {
    expect([...treeOf([["logs/2026/x", 1]], prefix).folders.keys()]).toEqual([name]);
  });

  it("takes empty names for folders of their own", () => {
    expect(at(treeOf([["//x", 1]]), "/", "/")).toMatchObject({ ownCount: 1 });
  });

  it("counts what is in further folders for the folder that holds them", () => {
    const root = treeOf(
      [
        ["a/x", 1],
        ["b/x", 2],
        ["c/d/x", 4],
        ["a/y", 8],
      ],
      "",
      2,
    );
    expect([...root.folders.keys()]).toEqual(["a/", "b/"]);
    expect(root).toMatchObject({ objectCount: 4, totalBytes: 15, ownCount: 1, ownBytes: 4 });
    expect(at(root, "a/")).toMatchObject({ objectCount: 2, totalBytes: 9 });
  });

  it("loses nothing, in whatever order keys come", () => {
    const part = constantFrom("a", "b", "a/", "/");
    const object = record({ parts: array(part, { maxLength: 6 }), sizeBytes: nat(1000) });
    assert(
      property(array(object, { maxLength: 60 }), nat(10), (objects, mostFolders) => {
        const root = treeOf(
          objects.map(({ parts, sizeBytes }) => [parts.join(""), sizeBytes]),
          "",
          mostFolders,
        );
        const check = (folder: UsageFolder): void => {
          let { ownCount, ownBytes } = folder;
          for (const inner of folder.folders.values()) {
            check(inner);
            ownCount += inner.objectCount;
            ownBytes += inner.totalBytes;
          }
          expect([folder.objectCount, folder.totalBytes]).toEqual([ownCount, ownBytes]);
        };
        check(root);
        expect(root.objectCount).toBe(objects.length);
      }),
    );
  });
});
