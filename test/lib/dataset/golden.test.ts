import { mkdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { parseAnnotation, getAnnotation, setAnnotation } from "../../../src/lib/dataset/annotations.js";
import { createDataset } from "../../../src/lib/dataset/create-dataset.js";
import { describeDataset } from "../../../src/lib/dataset/describe-dataset.js";
import { fetchDataset } from "../../../src/lib/dataset/fetch-dataset.js";
import { freezeDataset } from "../../../src/lib/dataset/freeze-dataset.js";
import { addItem } from "../../../src/lib/dataset/items/add-items.js";
import { listDatasets } from "../../../src/lib/dataset/list-datasets.js";
import { listItems } from "../../../src/lib/dataset/list-items.js";
import { openDataset } from "../../../src/lib/dataset/open-dataset.js";
import { addItemMetadata } from "../../../src/lib/dataset/overlay/item-metadata.js";
import { formatOverlayCsv, readOverlayTable } from "../../../src/lib/dataset/overlay/overlay-table.js";
import { formatHttpManifest } from "../../../src/lib/dataset/publish/http-manifest.js";
import { readManifest } from "../../../src/lib/dataset/items/read-items.js";
import { readReadme } from "../../../src/lib/dataset/readme.js";
import { setTag } from "../../../src/lib/dataset/tags.js";
import { verifyDataset, type VerifyProblem } from "../../../src/lib/dataset/verify-dataset.js";
import { BIG, datasetBench, golden, GOLDEN_UUID, putGolden, type GoldenObject } from "./support.js";

const README = "---\ndescription: Golden dataset\nproject: s3kit\n";
const FILES: Readonly<Record<string, Buffer>> = {
  "tiny.txt": Buffer.from("hello dtool\n"),
  "sub dir/naïve – ünïcode.csv": Buffer.from("a,b\n1,2\n"),
  "empty.bin": Buffer.alloc(0),
  "big.bin": BIG,
};

type Bench = Awaited<ReturnType<typeof datasetBench>>;

/** Do with s3kit what was done with dtool when the golden data were made. */
async function makeGolden(bench: Bench) {
  const services = await bench.services();
  const { broker } = await createDataset(services, {
    name: "golden-dataset",
    base: "s3://bucket",
    readme: README,
    uuid: GOLDEN_UUID,
  });
  for (const [relpath, content] of Object.entries(FILES)) {
    const file = path.join(bench.folder, "files", relpath);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, content);
    await addItem(services, broker, { file, relpath });
    await addItemMetadata(broker, { relpath, key: "is_text", value: /\.(txt|csv)$/.test(relpath) });
  }
  await setAnnotation(broker, "project", "s3kit");
  await setAnnotation(broker, "year", parseAnnotation("2026", "int"));
  await setAnnotation(broker, "ratio", parseAnnotation("0.5", "float"));
  await setAnnotation(broker, "ok", true);
  await setAnnotation(broker, "nested", parseAnnotation('{"a": [1, null]}', "json"));
  await setTag(broker, "e.coli");
  await setTag(broker, "raw");
  return services;
}

/** Times and versions differ from run to run: everything else does not. */
function withoutTimes(text: string): string {
  return text
    .replaceAll(/("(?:created_at|frozen_at|utc_timestamp)": )[\d.]+/g, "$1TIME")
    .replace(/^\d{10}\.\d+$/, "TIME");
}

async function stored(client: S3Client, golden: readonly GoldenObject[]): Promise<readonly GoldenObject[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket: "bucket" }));
  const big = golden.filter(({ body }) => body === undefined).map(({ key }) => key);
  return Promise.all(
    Contents.map(async ({ Key = "" }) => {
      const {
        Body,
        Metadata = {},
        ContentType = "",
      } = await client.send(new GetObjectCommand({ Bucket: "bucket", Key }));
      const text = await Body?.transformToString();
      return big.includes(Key)
        ? { key: Key, metadata: Metadata, contentType: ContentType }
        : { key: Key, metadata: Metadata, contentType: ContentType, body: text ?? "" };
    }),
  );
}

function comparable(objects: readonly GoldenObject[]) {
  return objects.map(({ key, metadata, contentType, body }) => ({
    key,
    contentType,
    metadata: Object.fromEntries(
      Object.entries(metadata).map(([name, value]) => [
        name,
        name.endsWith("_at") ? value.replace(/^\d+(\.\d+)?$/, "TIME") : value,
      ]),
    ),
    body: body === undefined ? undefined : withoutTimes(body),
  }));
}

describe("a dataset that s3kit writes is dtool's, byte for byte but for the times", () => {
  test("as a proto dataset, with what was noted about items", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    await makeGolden(bench);
    const expected = await golden("a-proto");
    expect(comparable(await stored(bench.client, expected))).toEqual(comparable(expected));
  });

  test("frozen: manifest, overlays, admin metadata in body and headers", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const services = await makeGolden(bench);
    await freezeDataset(services, await openDataset(services, `s3://bucket/${GOLDEN_UUID}`));
    const expected = await golden("b-frozen");
    expect(comparable(await stored(bench.client, expected))).toEqual(comparable(expected));
  });

  test.each([
    ["f-golden-prefix", "u/olssont/"],
    ["f-golden-noslash", "u/olssont"],
  ])("below a prefix, verbatim: %s", async (name, prefix) => {
    await using bench = await datasetBench({ DTOOL_S3_DATASET_PREFIX_bucket: prefix });
    await bench.createBucket();
    await makeGolden(bench);
    const expected = (await golden(name)).map(({ key }) => key);
    const found = (await stored(bench.client, [])).map(({ key }) => key);
    expect(found.filter((key) => !/fragments|tags|annotations/.test(key))).toEqual(
      expected.filter((key) => !/overlays|manifest|tags|annotations/.test(key)),
    );
    expect(found.filter((key) => key.includes(GOLDEN_UUID) && !key.startsWith("dtool-"))[0]).toContain(
      `${prefix}${GOLDEN_UUID}/`,
    );
    expect(bench.notes).toHaveLength(prefix.endsWith("/") ? 0 : 1);
  });

  test("on disk", async () => {
    await using bench = await datasetBench();
    const services = await bench.services();
    const { broker } = await createDataset(services, {
      name: "golden-dataset",
      base: bench.folder,
      uuid: GOLDEN_UUID,
    });
    await setAnnotation(broker, "nested", parseAnnotation('{"a": [1, null]}', "json"));
    const expected = await golden<{ readonly path: string; readonly body_utf8?: string }>("g-file-broker");
    const bodies = new Map(expected.map(({ path: name, body_utf8 }) => [name, body_utf8]));
    for (const name of ["README.txt", "structure.json", "annotations/nested.json"]) {
      const text = await readFile(path.join(bench.folder, "golden-dataset", ".dtool", name), "utf8");
      expect(text, name).toBe(bodies.get(`golden-dataset/.dtool/${name}`));
    }
  });
});

describe("what dtool wrote is read", () => {
  test.each([
    "b-frozen",
    "d-published-public",
    "e-published-presigned",
    "f-golden-prefix",
    "f-golden-noslash",
  ])("%s: listed, described, verified to the last byte, and fetched", async (name) => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const objects = await golden(name);
    await putGolden(bench.client, "bucket", objects);
    const services = await bench.services();
    const uri = `s3://bucket/${GOLDEN_UUID}`;
    const listed = await Array.fromAsync(listDatasets(services, "s3://bucket"));
    expect(listed).toMatchObject([{ kind: "dataset", uri, admin: { name: "golden-dataset" } }]);
    const dataset = await openDataset(services, uri, "frozen");
    expect(await describeDataset(dataset)).toMatchObject({
      itemCount: 4,
      totalBytes: 9437204,
      admin: { createdAt: 1760000000.123456, creatorUsername: "olssont" },
    });
    const problems: VerifyProblem[] = [];
    const totals = await verifyDataset(services, dataset, "full", (problem) => void problems.push(problem));
    expect(problems).toEqual([]);
    expect(totals).toMatchObject({ itemCount: 4, readBytes: 9437204 });
    const target = path.join(bench.folder, "fetched");
    await fetchDataset(services, dataset, target, { overwrite: false }, () => undefined);
    for (const [relpath, content] of Object.entries(FILES))
      expect((await readFile(path.join(target, relpath))).equals(content), relpath).toBe(true);
    expect(await readReadme(dataset.broker)).toContain("project: s3kit");
    expect(await getAnnotation(dataset.broker, "nested")).toEqual({ a: [1, null] });
    const table = formatOverlayCsv(await readOverlayTable(dataset.broker));
    expect(table).toContain("91151ff5f915d6603d298e6650177eeee9b188cd,True,");
  });

  test("a proto dataset: its items are listed, and freezing it makes what dtool would", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    await putGolden(bench.client, "bucket", await golden("a-proto"));
    const services = await bench.services();
    const dataset = await openDataset(services, `s3://bucket/${GOLDEN_UUID}`, "proto");
    const items = await Array.fromAsync(listItems(services, dataset));
    expect(items.map(({ relpath }) => relpath)).toEqual(expect.arrayContaining(Object.keys(FILES)));
    await freezeDataset(services, dataset);
    const expected = await golden("b-frozen");
    expect(comparable(await stored(bench.client, expected))).toEqual(comparable(expected));
  });

  test("a derived dataset", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    await putGolden(bench.client, "bucket", await golden("h-derived"));
    const services = await bench.services();
    const dataset = await openDataset(services, "s3://bucket/89472d6e-e373-446c-bf5f-ce276f3b6a35");
    expect(await getAnnotation(dataset.broker, "source_dataset_name")).toBe("golden-dataset");
    expect((await verifyDataset(services, dataset, "full", fail)).itemCount).toBe(1);
  });

  test("dtool-s3 0.13: handles in plain text", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    await putGolden(bench.client, "bucket", await golden("x-legacy-0.13.0"));
    const services = await bench.services();
    const dataset = await openDataset(services, "s3://bucket/33333333-2222-4333-8444-555555555555");
    expect((await verifyDataset(services, dataset, "metadata", fail)).itemCount).toBe(1);
    expect((await verifyDataset(services, dataset, "full", fail)).readBytes).toBe(12);
    expect(await readOverlayTable(dataset.broker)).toMatchObject({ names: ["k"], rows: [{ values: ["v"] }] });
  });

  test("dtool-s3 before 0.4: no version, no checksums, the word dtoolfile as body, a compact manifest", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const uuid = "44444444-2222-4333-8444-555555555555";
    await putGolden(bench.client, "bucket", legacyDataset(uuid));
    const services = await bench.services();
    const dataset = await openDataset(services, `s3://bucket/${uuid}`, "frozen");
    expect(dataset.admin).toMatchObject({ name: "old", createdAt: 1500000000.25, frozenAt: 1500000001 });
    expect((await verifyDataset(services, dataset, "full", fail)).readBytes).toBe(17);
    const proto = legacyDataset(uuid).filter(({ key }) => !key.endsWith("manifest.json"));
    const changed = proto.map((object) =>
      object.key.endsWith("/dtool")
        ? { ...object, metadata: { ...object.metadata, type: "protodataset" } }
        : object,
    );
    await putGolden(bench.client, "bucket", changed);
    await freezeDataset(services, await openDataset(services, `s3://bucket/${uuid}`, "proto"));
    const frozen = await openDataset(services, `s3://bucket/${uuid}`, "frozen");
    const items = await Array.fromAsync(readManifest(frozen.broker));
    expect(items.map(({ relpath, hash }) => [relpath, hash])).toEqual([
      ["dir/tiny.txt", "42f8da0086a1bcd816c2638effbf06f7"],
      ["a", "ab56b4d92b40713acc5af89985d4b786"],
    ]);
  });

  test("headers with an underscore that a front end dropped are read from the body", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const lossy = (await golden("b-frozen")).map((object) => ({
      ...object,
      metadata: Object.fromEntries(Object.entries(object.metadata).filter(([name]) => !name.includes("_"))),
    }));
    await putGolden(bench.client, "bucket", lossy);
    const { admin } = await openDataset(await bench.services(), `s3://bucket/${GOLDEN_UUID}`);
    expect(admin).toMatchObject({ creatorUsername: "olssont", createdAt: 1760000000.123456 });
  });

  test("a dataset on disk", async () => {
    await using bench = await datasetBench();
    const files = await golden<{ readonly path: string; readonly body_utf8?: string }>("g-file-broker");
    for (const { path: name, body_utf8 } of files) {
      const file = path.join(bench.folder, name);
      await mkdir(path.dirname(file), { recursive: true });
      await writeFile(file, body_utf8 ?? BIG);
    }
    const services = await bench.services();
    const dataset = await openDataset(services, path.join(bench.folder, "golden-dataset"), "frozen");
    expect((await verifyDataset(services, dataset, "full", fail)).readBytes).toBe(9437204);
    expect(await describeDataset(dataset)).toMatchObject({
      tags: ["e.coli"],
      overlays: ["is_text", "length"],
    });
  });
});

test("the list of URLs of a published dataset is dtool's", async () => {
  const objects = await golden("d-published-public");
  await using bench = await datasetBench();
  await bench.createBucket();
  await putGolden(bench.client, "bucket", objects);
  const { broker, admin } = await openDataset(await bench.services(), `s3://bucket/${GOLDEN_UUID}`);
  const pieces = formatHttpManifest({
    admin,
    items: readManifest(broker),
    overlays: ["is_text", "length"],
    annotations: ["nested", "project", "ratio", "year"],
    tags: ["e.coli"],
    urlOf: async (name) => Promise.resolve(`https://golden.s3.amazonaws.com/${GOLDEN_UUID}/${name}`),
  });
  const expected = objects.find(({ key }) => key.endsWith("http_manifest.json"))?.body;
  expect((await Array.fromAsync(pieces)).join("")).toBe(expected);
});

test("an item of several parts keeps its hash in its metadata", async () => {
  await using bench = await datasetBench();
  await bench.createBucket();
  await makeGolden(bench);
  const Key = `${GOLDEN_UUID}/data/6cbac5642c4ee350f0b1265cee8aa16e1a6d1bb1`;
  const head = await bench.client.send(new HeadObjectCommand({ Bucket: "bucket", Key }));
  expect(head.ETag).toContain("-2");
  expect(head.Metadata).toEqual({ handle: "YmlnLmJpbg==", checksum: "571238d94d855de986ff1ac818941dcc" });
});

function fail(problem: VerifyProblem): never {
  throw new Error(`${problem.problem}: ${problem.message}`);
}

function legacyDataset(uuid: string): readonly GoldenObject[] {
  const items = {
    "86f7e437faa5a7fce15d1ddcb9eaeaea377667b8": {
      hash: "ab56b4d92b40713acc5af89985d4b786",
      relpath: "a",
      size_in_bytes: 5,
      utc_timestamp: 1.5,
    },
    "7306a0de4efab6f33bac1c334bdd219712c75018": {
      hash: "42f8da0086a1bcd816c2638effbf06f7",
      relpath: "dir/tiny.txt",
      size_in_bytes: 12,
      utc_timestamp: 1500000000.0,
    },
  };
  return [
    { key: `dtool-${uuid}`, metadata: {}, body: "" },
    {
      key: `${uuid}/dtool`,
      metadata: {
        uuid,
        dtoolcore_version: "3.0.0",
        name: "old",
        type: "dataset",
        creator_username: "olssont",
        created_at: "1500000000.25",
        frozen_at: "1500000001.0",
      },
      body: "dtoolfile",
    },
    { key: `${uuid}/structure.json`, metadata: {}, body: '{"data_key_infix": "data"}' },
    { key: `${uuid}/README.yml`, metadata: {}, body: "---\n" },
    {
      key: `${uuid}/manifest.json`,
      metadata: {},
      body: JSON.stringify({ items, hash_function: "md5sum_hexdigest", dtoolcore_version: "3.0.0" }),
    },
    {
      key: `${uuid}/data/86f7e437faa5a7fce15d1ddcb9eaeaea377667b8`,
      metadata: { handle: "a" },
      body: "abcde",
    },
    {
      key: `${uuid}/data/7306a0de4efab6f33bac1c334bdd219712c75018`,
      metadata: { handle: "dir/tiny.txt" },
      body: "hello dtool\n",
    },
  ];
}
