import path from "node:path";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { freezeDataset } from "../../../src/lib/dataset/freeze-dataset.js";
import { createDataset } from "../../../src/lib/dataset/create-dataset.js";
import { addItem } from "../../../src/lib/dataset/items/add-items.js";
import { openDataset } from "../../../src/lib/dataset/open-dataset.js";
import { globToRegExp } from "../../../src/lib/dataset/overlay/glob-rule.js";
import { addItemMetadata } from "../../../src/lib/dataset/overlay/item-metadata.js";
import { formatOverlay, parseOverlay } from "../../../src/lib/dataset/overlay/overlay-document.js";
import {
  formatOverlayCsv,
  parseOverlayCsv,
  readOverlayTable,
  writeOverlayTable,
} from "../../../src/lib/dataset/overlay/overlay-table.js";
import {
  globTemplate,
  pairsTemplate,
  parseTemplate,
} from "../../../src/lib/dataset/overlay/overlay-templates.js";
import { writeOverlay } from "../../../src/lib/dataset/overlay/overlays.js";
import { compileParseRule } from "../../../src/lib/dataset/overlay/parse-rule.js";
import { toPlainJson, type JsonValue } from "../../../src/lib/dataset/format/python-json.js";
import { datasetBench, frozenDataset, writeFiles } from "./support.js";

describe("overlay documents and tables", () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.double({ min: -1e6, max: 1e6, noNaN: true }).filter((number) => !/e/.test(String(number))),
    fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => isPlainText(text)),
  );
  const rows = fc.array(
    fc.record({ relpath: fc.string({ unit: "grapheme", minLength: 1 }), values: fc.tuple(value, value) }),
  );

  test("come back from JSON", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.stringMatching(/^[0-9a-f]{40}$/), fc.jsonValue()), (values) => {
        const given = new Map(Object.entries(values) as [string, JsonValue][]);
        expect(toPlainJson(Object.fromEntries(parseOverlay(formatOverlay(given), "x")))).toEqual(
          JSON.parse(JSON.stringify(values)),
        );
      }),
    );
  });

  test("come back from CSV, commas, quotes and line breaks included", () => {
    fc.assert(
      fc.property(rows, (given) => {
        const table = {
          names: ["one", "two"],
          rows: given.map((row, index) => ({ ...row, identifier: `id${index.toString()}` })),
        };
        const back = parseOverlayCsv(formatOverlayCsv(table));
        expect(back.names).toEqual(table.names);
        expect(back.rows.map((row) => row.values.map(toPlainJson))).toEqual(
          given.map(({ values }) => values.map(normal)),
        );
      }),
    );
  });

  test.each(["", "relpaths,a\nx,1", "identifiers,relpaths\na,b", "identifiers,a,relpaths\nx,1"])(
    "%j is none",
    (csv) => {
      expect(() => parseOverlayCsv(csv)).toThrow(
        expect.objectContaining({ code: "InvalidCsv", exitCode: 2 }),
      );
    },
  );

  test("values get the types that dtool gives them; digits with leading zeros stay text", () => {
    const { rows: found } = parseOverlayCsv(
      "identifiers,a,relpaths\n1,True,x\n2,,x\n3,12,x\n4,1.5,x\n5,007,x\n6,-3,x\n7,None,x",
    );
    expect(found.map(({ values }) => toPlainJson(values[0] ?? null))).toEqual([
      true,
      null,
      12,
      1.5,
      "007",
      -3,
      "None",
    ]);
  });
});

/** Text that is no other type in CSV, as dtool has it. */
function isPlainText(text: string): boolean {
  return text.isWellFormed() && !/^-?[\d.]+$|^True$|^False$/.test(text) && text.trim() === text;
}

function normal(value: unknown): unknown {
  return Object.is(value, -0) ? 0 : value;
}

test.each([
  ["*.csv", "a/b.csv", true],
  ["*.csv", "a.csvx", false],
  ["a?c", "abc", true],
  ["[a-c]x", "bx", true],
  ["[!a-c]x", "bx", false],
  ["[]]x", "]x", true],
  ["[", "[", true],
  ["a.b", "axb", false],
  ["[-a]", "-", true],
  ["[^a]", "^", true],
])("fnmatch %s of %s: %s", (rule, text, matches) => {
  expect(globToRegExp(rule).test(text)).toBe(matches);
});

test.each<[string, string, unknown]>([
  ["repl_{replicate:d}/{treatment}/{}.csv", "repl_3/salt/x.csv", [3, "salt"]],
  ["{stem}.{ext}", "sub dir/a.b.csv", ["b.csv", "sub dir/a"]],
  ["{a:w}-{b:l}", "x_1-yz", ["x_1", "yz"]],
  ["{{{a}}}", "{q}", ["q"]],
  ["{a:f}", "1.50", [1.5]],
  ["{a:d}", "x", undefined],
])("parse %s of %s", (rule, text, values) => {
  const found = compileParseRule(rule).parse(text);
  expect(found?.map(toPlainJson)).toEqual(values);
});

test.each(["no field", "{}", "{a}{a}", "{a:zz}"])("%s is no rule", (rule) => {
  expect(() => compileParseRule(rule)).toThrow(expect.objectContaining({ code: "InvalidRule" }));
});

const READS = { "exp/read1.fq.gz": "1", "exp/read2.fq.gz": "2", "notes.txt": "n" };

test("templates tell globs, pairs and parts of names, and can be written as overlays", async () => {
  await using bench = await datasetBench();
  await bench.createBucket();
  const services = await bench.services();
  const { broker } = await frozenDataset(services, path.join(bench.folder, "in"), READS);
  const glob = await globTemplate(broker, "is_text", "*.txt");
  expect(glob.rows.map(({ values }) => values[0])).toEqual([false, false, true]);
  const pairs = await pairsTemplate(broker, "pair_id", ".fq.gz");
  const [one, two, none] = pairs.rows;
  expect([one?.values[0], two?.values[0], none?.values[0]]).toEqual([two?.identifier, one?.identifier, null]);
  const parsed = await parseTemplate(broker, "{experiment}/read{read:d}.fq.gz");
  expect(parsed.rows.map(({ values }) => values.map(toPlainJson))).toEqual([
    ["exp", 1],
    ["exp", 2],
    [null, null],
  ]);
  await writeOverlayTable(broker, parsed);
  await writeOverlayTable(broker, parseOverlayCsv(formatOverlayCsv(glob)));
  const table = await readOverlayTable(broker);
  expect(table.names).toEqual(["experiment", "is_text", "read"]);
  await expect(pairsTemplate(broker, "p", ".txt")).rejects.toMatchObject({ code: "NoPairs" });
});

test("an overlay must be about each item and nothing else; nothing is written otherwise", async () => {
  await using bench = await datasetBench();
  await bench.createBucket();
  const services = await bench.services();
  const { broker } = await frozenDataset(services, path.join(bench.folder, "in"), READS);
  const write = (values: Readonly<Record<string, JsonValue>>, name = "o", otherwise?: JsonValue) =>
    writeOverlay(broker, name, new Map(Object.entries(values)), { otherwise });
  await expect(write({ "notes.txt": 1 })).rejects.toMatchObject({ code: "IncompleteOverlay", exitCode: 6 });
  await expect(write({ nope: 1 }, "o", null)).rejects.toMatchObject({ code: "UnknownItems", exitCode: 6 });
  await expect(write({}, "a.b", null)).rejects.toMatchObject({ code: "InvalidName", exitCode: 2 });
  expect((await readOverlayTable(broker)).names).toEqual([]);
  expect(await write({ "notes.txt": 1 }, "o", null)).toBe(3);
});

describe("what was noted about items", () => {
  test("about some alone becomes an overlay with null for the others", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    const folder = await writeFiles(path.join(bench.folder, "in"), { a: "1", b: "2" });
    await addItem(services, dataset.broker, { file: path.join(folder, "a") });
    await addItem(services, dataset.broker, { file: path.join(folder, "b") });
    await addItemMetadata(dataset.broker, { relpath: "a", key: "k", value: "v" });
    await freezeDataset(services, dataset);
    const { broker } = await openDataset(services, dataset.broker.uri, "frozen");
    const table = await readOverlayTable(broker);
    expect(table.rows.map(({ relpath, values }) => [relpath, values[0]])).toEqual([
      ["a", "v"],
      ["b", null],
    ]);
  });

  test("about an item that is gone keeps the dataset from being frozen, unchanged", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    const folder = await writeFiles(path.join(bench.folder, "in"), { a: "1" });
    const { identifier } = await addItem(services, dataset.broker, { file: path.join(folder, "a") });
    await addItemMetadata(dataset.broker, { relpath: "a", key: "k", value: "v" });
    await dataset.broker.deleteDocuments([`data/${identifier}`]);
    await expect(freezeDataset(services, dataset)).rejects.toMatchObject({
      code: "UnknownItems",
      exitCode: 6,
    });
    expect(await dataset.broker.readDocument("manifest.json")).toBeUndefined();
    await expect(openDataset(services, dataset.broker.uri, "proto")).resolves.toBeDefined();
  });
});
