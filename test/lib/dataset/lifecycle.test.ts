import { hash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { setAnnotation } from "../../../src/lib/dataset/annotations.js";
import { cacheItem } from "../../../src/lib/dataset/cache-item.js";
import { copyDataset } from "../../../src/lib/dataset/copy-dataset.js";
import { createDataset } from "../../../src/lib/dataset/create-dataset.js";
import { createFromFolder } from "../../../src/lib/dataset/create-from-folder.js";
import type { DatasetServices } from "../../../src/lib/dataset/dataset-services.js";
import { diffDatasets, type ItemDifference } from "../../../src/lib/dataset/diff-datasets.js";
import { fetchDataset, type FetchOutcome } from "../../../src/lib/dataset/fetch-dataset.js";
import { findItem } from "../../../src/lib/dataset/find-item.js";
import { identifierOf } from "../../../src/lib/dataset/format/item-identity.js";
import { freezeDataset } from "../../../src/lib/dataset/freeze-dataset.js";
import {
  formatInventoryHtml,
  formatInventoryTable,
  takeInventory,
} from "../../../src/lib/dataset/inventory.js";
import { addFolder, addItem, type AddOutcome } from "../../../src/lib/dataset/items/add-items.js";
import { readManifest } from "../../../src/lib/dataset/items/read-items.js";
import { listDatasets } from "../../../src/lib/dataset/list-datasets.js";
import { openDataset, type OpenDataset } from "../../../src/lib/dataset/open-dataset.js";
import { readItemVerified } from "../../../src/lib/dataset/read-item.js";
import { checkReadme, readReadme, writeReadme } from "../../../src/lib/dataset/readme.js";
import { readmeTemplate } from "../../../src/lib/dataset/readme-template.js";
import { planDatasetRemoval, removeDataset } from "../../../src/lib/dataset/remove-dataset.js";
import { renameDataset } from "../../../src/lib/dataset/rename-dataset.js";
import { setTag } from "../../../src/lib/dataset/tags.js";
import {
  verifyDataset,
  type VerifyDepth,
  type VerifyProblem,
} from "../../../src/lib/dataset/verify-dataset.js";
import { createTransferProgress } from "../../../src/lib/transfer/transfer-progress.js";
import { deferClient } from "../../../src/lib/s3/defer-client.js";
import { KEY } from "../store/running-store.js";
import { datasetBench, frozenDataset, writeFiles } from "./support.js";

const FILES = { "a.txt": "first", "deep/er/b.txt": "second", "ü – ö.csv": "1,2\n", empty: "" };
const BIG = Buffer.alloc(9 * 1024 * 1024 + 5, "B");

async function bucketBench(env: Readonly<Record<string, string>> = {}) {
  const bench = await datasetBench(env);
  await bench.createBucket();
  return {
    ...bench,
    put: (Key: string, Body: string, Metadata = {}) =>
      bench.client.send(new PutObjectCommand({ Bucket: "bucket", Key, Body, Metadata })),
  };
}

async function keys(client: S3Client, Bucket = "bucket"): Promise<readonly string[]> {
  const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket }));
  return Contents.map(({ Key = "" }) => Key);
}

async function verify(services: DatasetServices, dataset: OpenDataset, depth: VerifyDepth) {
  const problems: VerifyProblem[] = [];
  await verifyDataset(services, dataset, depth, (problem) => void problems.push(problem));
  return problems.map(({ problem, relpath }) => [problem, relpath] as const).toSorted(byText);
}

async function fetchAll(services: DatasetServices, dataset: OpenDataset, folder: string, overwrite = false) {
  const outcomes: FetchOutcome[] = [];
  await fetchDataset(services, dataset, folder, { overwrite }, (outcome) => void outcomes.push(outcome));
  return outcomes;
}

function byText(a: unknown, b: unknown): number {
  return JSON.stringify(a) < JSON.stringify(b) ? -1 : 1;
}

describe("freezing", () => {
  test("asks for no item that s3kit put there, and reads none of the others", async () => {
    await using bench = await bucketBench();
    const requests: string[] = [];
    const services = await bench.services();
    const { dataset } = await createFromFolder(
      services,
      {
        name: "n",
        base: "s3://bucket",
        folder: await writeFiles(path.join(bench.folder, "in"), FILES),
        resume: false,
        freeze: false,
      },
      () => undefined,
      () => undefined,
    );
    const observed = observing(bench.endpoint, requests);
    const watching = await bench.services({ clientFor: async () => Promise.resolve(observed) });
    const { uri } = dataset.broker;
    await freezeDataset(watching, await openDataset(watching, uri));
    expect(requests.filter((line) => /\/data\/./.test(line))).toEqual([]);
    const foreign = await createDataset(services, { name: "o", base: "s3://bucket" });
    await addItem(services, foreign.broker, { file: path.join(bench.folder, "in", "a.txt") });
    requests.length = 0;
    await freezeDataset(watching, await openDataset(watching, foreign.broker.uri));
    expect(requests.filter((line) => /\/data\/./.test(line))).toEqual([expect.stringMatching(/^HEAD /)]);
  });

  test("by two at once is done by one; the other is told", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    for (let round = 0; round < 5; round += 1) {
      const { broker } = await createDataset(services, { name: "n", base: "s3://bucket" });
      await addFolder(
        services,
        broker,
        { folder: await writeFiles(path.join(bench.folder, "in"), FILES) },
        () => undefined,
      );
      const open = () => openDataset(services, broker.uri, "proto");
      const both = await Promise.all([open(), open(), open()]);
      const results = await Promise.allSettled(both.map((dataset) => freezeDataset(services, dataset)));
      const won = results.filter(({ status }) => status === "fulfilled");
      const lost = results.flatMap((result) =>
        result.status === "rejected" ? [result.reason as unknown] : [],
      );
      expect(won).toHaveLength(1);
      expect(lost).toEqual([
        expect.objectContaining({ code: "FreezeConflict", exitCode: 6 }),
        expect.objectContaining({ code: "FreezeConflict", exitCode: 6 }),
      ]);
      expect(await verify(services, await openDataset(services, broker.uri, "frozen"), "full")).toEqual([]);
    }
  });

  test("by one who takes over from another is done by the later one, whoever wrote the manifest first", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const { broker, document } = await createDataset(services, { name: "n", base: "s3://bucket" });
    const folder = await writeFiles(path.join(bench.folder, "in"), FILES);
    await addFolder(services, broker, { folder }, () => undefined);
    const early = await broker.claimFreeze(document);
    const { document: seen } = await openDataset(services, broker.uri, "proto");
    const late = await broker.claimFreeze(seen);
    const [one, two] = await Promise.all(
      ["{}", "[]"].map(async (text, index) => {
        const file = path.join(bench.folder, `manifest-${index.toString()}`);
        await writeFile(file, text);
        return { path: file, sizeBytes: 2, sha256: hash("sha256", text, "hex") };
      }),
    );
    if (one === undefined || two === undefined) throw new Error("Both were written");
    await early.writeManifest(one);
    await late.writeManifest(two);
    const frozen = { ...seen.admin, type: "dataset" as const };
    await expect(early.writeManifest(one)).rejects.toMatchObject({ code: "FreezeConflict" });
    await expect(early.finish(frozen)).rejects.toMatchObject({ code: "FreezeConflict" });
    await late.finish(frozen);
    expect((await broker.readDocument("manifest.json"))?.text).toBe("[]");
  });

  test("after somebody else froze it changes nothing", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const { broker } = await createDataset(services, { name: "n", base: "s3://bucket" });
    await addFolder(
      services,
      broker,
      { folder: await writeFiles(path.join(bench.folder, "in"), FILES) },
      () => undefined,
    );
    const late = await openDataset(services, broker.uri, "proto");
    await freezeDataset(services, await openDataset(services, broker.uri, "proto"));
    const before = [await broker.readDocument("dtool"), await broker.readDocument("manifest.json")];
    await expect(freezeDataset(services, late)).rejects.toMatchObject({ code: "FreezeConflict" });
    expect([await broker.readDocument("dtool"), await broker.readDocument("manifest.json")]).toEqual(before);
  });

  test("goes on over what an interrupted one left", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    await addFolder(
      services,
      dataset.broker,
      { folder: await writeFiles(path.join(bench.folder, "in"), FILES) },
      () => undefined,
    );
    const claim = await dataset.broker.claimFreeze(dataset.document);
    const half = path.join(bench.folder, "half");
    await writeFile(half, "{}");
    await claim.writeManifest({
      path: half,
      sizeBytes: 2,
      sha256: "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
    });
    await freezeDataset(services, await openDataset(services, dataset.broker.uri, "proto"));
    expect(await verify(services, await openDataset(services, dataset.broker.uri, "frozen"), "full")).toEqual(
      [],
    );
    await expect(claim.finish(dataset.admin)).rejects.toMatchObject({ code: "FreezeConflict" });
  });

  test("names what is no item, and changes nothing", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    const { uri } = dataset.broker;
    const prefix = `${dataset.admin.uuid}/data`;
    await bench.put(`${prefix}/${identifierOf("x")}`, "no handle");
    await bench.put(`${prefix}/${identifierOf("y")}`, "!", { handle: Buffer.from("z").toString("base64") });
    await bench.put(`${prefix}/stray.txt`, "!");
    await bench.put(`${prefix}/${identifierOf("w")}`, "!", { handle: "plain text" });
    const before = await keys(bench.client);
    await expect(freezeDataset(services, dataset)).rejects.toMatchObject({
      code: "StrayItems",
      exitCode: 6,
      message: expect.stringMatching(
        /no handle[^]*belongs elsewhere|belongs elsewhere[^]*no handle/,
      ) as string,
    });
    expect(await keys(bench.client)).toEqual(before);
    await expect(openDataset(services, uri, "proto")).resolves.toBeDefined();
  });

  test("on disk refuses files beside the data, and two at once", async () => {
    await using bench = await datasetBench();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: bench.folder });
    await addFolder(
      services,
      dataset.broker,
      { folder: await writeFiles(path.join(bench.folder, "in"), FILES) },
      () => undefined,
    );
    await writeFile(path.join(bench.folder, "n", "rogue"), "");
    await expect(freezeDataset(services, dataset)).rejects.toMatchObject({
      code: "RogueContent",
      exitCode: 6,
    });
    await rm(path.join(bench.folder, "n", "rogue"));
    const results = await Promise.allSettled([
      freezeDataset(services, dataset),
      freezeDataset(services, dataset),
    ]);
    expect(results.map(({ status }) => status).toSorted(byText)).toEqual(["fulfilled", "rejected"]);
    expect(await verify(services, await openDataset(services, dataset.broker.uri, "frozen"), "full")).toEqual(
      [],
    );
    expect(await readdir(path.join(bench.folder, "n", ".dtool"))).not.toContain("freeze.lock");
  });

  test("refuses more items than the user allows", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    await addFolder(
      services,
      dataset.broker,
      { folder: await writeFiles(path.join(bench.folder, "in"), FILES) },
      () => undefined,
    );
    await expect(freezeDataset(services, dataset, { maxItems: 3 })).rejects.toMatchObject({
      code: "TooManyItems",
    });
    await expect(openDataset(services, dataset.broker.uri, "proto")).resolves.toBeDefined();
  });
});

describe("making a dataset of a folder", () => {
  test("that has an unreadable or impossible file freezes nothing; mended, it goes on", async () => {
    await using bench = await bucketBench();
    const folder = await writeFiles(path.join(bench.folder, "in"), { ...FILES, "line\nbreak": "x" });
    const input = { name: "n", base: "s3://bucket", folder, resume: false, freeze: true };
    const outcomes: AddOutcome[] = [];
    const services = await bench.services();
    const make = (resume: boolean) =>
      createFromFolder(
        services,
        { ...input, resume },
        (outcome) => void outcomes.push(outcome),
        () => undefined,
      );
    await expect(make(false)).rejects.toMatchObject({ exitCode: 3 });
    expect(outcomes.filter(({ status }) => status === "failed")).toMatchObject([
      { error: { code: "InvalidRelpath" } },
    ]);
    await expect(Array.fromAsync(listDatasets(services, "s3://bucket"))).resolves.toMatchObject([
      { admin: { type: "protodataset" } },
    ]);
    await rm(path.join(folder, "line\nbreak"));
    outcomes.length = 0;
    const { frozen } = await make(true);
    expect(outcomes.map(({ status }) => status)).toEqual(["kept", "kept", "kept", "kept"]);
    expect(frozen?.itemCount).toBe(4);
    await expect(make(true)).rejects.toMatchObject({ code: "NothingToResume", exitCode: 2 });
  });

  test("again with --resume keeps by hash, not by size", async () => {
    await using bench = await bucketBench();
    const folder = await writeFiles(path.join(bench.folder, "in"), { a: "one", b: "two", bad: "x" });
    await chmod(path.join(folder, "bad"), 0o600);
    const services = await bench.services();
    const dataset = await createDataset(services, { name: "n", base: "s3://bucket" });
    await addFolder(services, dataset.broker, { folder }, () => undefined);
    await writeFile(path.join(folder, "a"), "ONE");
    const statuses: Record<string, string> = {};
    await addFolder(
      services,
      dataset.broker,
      { folder },
      ({ relpath, status }) => void (statuses[relpath] = status),
    );
    expect(statuses).toEqual({ a: "added", b: "kept", bad: "kept" });
    await freezeDataset(services, await openDataset(services, dataset.broker.uri));
    expect(await verify(services, await openDataset(services, dataset.broker.uri, "frozen"), "full")).toEqual(
      [],
    );
  });

  test("a bad name, a missing folder and a README that is no YAML make nothing", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const base = "s3://bucket";
    await expect(createDataset(services, { name: "bad name", base })).rejects.toMatchObject({ exitCode: 2 });
    await expect(createDataset(services, { name: "n", base, readme: "a: [1" })).rejects.toMatchObject({
      code: "InvalidReadme",
    });
    const input = { name: "n", base, folder: path.join(bench.folder, "nope"), resume: false, freeze: true };
    await expect(
      createFromFolder(
        services,
        input,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toMatchObject({ exitCode: 4 });
    expect(await keys(bench.client)).toEqual([]);
  });
});

describe("verifying", () => {
  async function made() {
    const bench = await bucketBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
    const key = (relpath: string) => `${dataset.admin.uuid}/data/${identifierOf(relpath)}`;
    const metadata = (relpath: string, content: string) => ({
      handle: Buffer.from(relpath).toString("base64"),
      checksum: { first: "8b04d5e3775d298e78455efc5ca404d5" }[content] ?? "",
    });
    return { bench, services, dataset, key, metadata };
  }

  test("other bytes of the same size and metadata are found by reading them", async () => {
    const { bench, services, dataset, key, metadata } = await made();
    await using _bench = bench;
    await bench.put(key("a.txt"), "FIRST", metadata("a.txt", "first"));
    expect(await verify(services, dataset, "quick")).toEqual([]);
    expect(await verify(services, dataset, "metadata")).toEqual([]);
    expect(await verify(services, dataset, "full")).toEqual([["altered-content", "a.txt"]]);
    const outcomes = await fetchAll(services, dataset, path.join(bench.folder, "out"));
    expect(outcomes.filter(({ status }) => status === "failed")).toMatchObject([
      { error: { code: "AlteredItem", exitCode: 11 } },
    ]);
    await expect(readdir(path.join(bench.folder, "out"))).resolves.not.toContain("a.txt");
    const item = await findItem(services, dataset, "a.txt");
    await expect(Array.fromAsync(readItemVerified(dataset, item))).rejects.toMatchObject({ exitCode: 11 });
  });

  test("altered sizes, altered metadata, missing, unknown and stray items are all reported", async () => {
    const { bench, services, dataset, key, metadata } = await made();
    await using _bench = bench;
    await bench.put(key("a.txt"), "longer than first", metadata("a.txt", "first"));
    await bench.client.send(new DeleteObjectCommand({ Bucket: "bucket", Key: key("empty") }));
    await bench.put(key("new"), "x", metadata("new", ""));
    await bench.put(`${dataset.admin.uuid}/data/stray.txt`, "x");
    await bench.client.send(
      new CopyObjectCommand({
        Bucket: "bucket",
        Key: key("deep/er/b.txt"),
        CopySource: `bucket/${key("deep/er/b.txt")}`,
        MetadataDirective: "REPLACE",
        Metadata: { handle: "bm8=", checksum: "0".repeat(32) },
      }),
    );
    const listing = [
      ["altered-size", "a.txt"],
      ["missing", "empty"],
      ["unknown", undefined],
      ["unknown", undefined],
    ];
    expect(await verify(services, dataset, "quick")).toEqual(listing);
    const metadataProblems = [
      ["altered-metadata", "deep/er/b.txt"],
      ["altered-metadata", "deep/er/b.txt"],
      ...listing,
    ];
    expect(await verify(services, dataset, "metadata")).toEqual(metadataProblems);
    expect(await verify(services, dataset, "full")).toEqual([
      ["altered-content", "a.txt"],
      ...metadataProblems,
    ]);
  });

  test("a large item with one other byte is found, and one that was replaced since it was listed is told", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), { big: BIG });
    const { uuid } = dataset.admin;
    const Key = `${uuid}/data/${identifierOf("big")}`;
    const metadata = { handle: "Ymln" };
    expect(await verify(services, dataset, "full")).toEqual([]);
    await bench.put(Key, BIG.toString("latin1").replace(/B$/, "C"), metadata);
    expect(await verify(services, dataset, "full")).toEqual([["altered-content", "big"]]);
    const [stored] = await Array.fromAsync(dataset.broker.listItems());
    await bench.put(Key, BIG.toString("latin1"), metadata);
    const item = await findItem(services, dataset, "big");
    if (stored === undefined) throw new Error("It is listed");
    const scanning = dataset.broker.scanItem(item, stored, () => undefined);
    await expect(scanning).rejects.toMatchObject({ code: "ObjectChanged", exitCode: 6 });
  });

  test("overlays that lack items, or have others, are reported", async () => {
    const { bench, services, dataset } = await made();
    await using _bench = bench;
    await dataset.broker.writeDocument("overlays/o.json", '{"nobody": 1}');
    await dataset.broker.writeDocument("overlays/p.json", "[]");
    expect((await verify(services, dataset, "metadata")).map(([problem]) => problem)).toEqual([
      "incomplete-overlay",
      "incomplete-overlay",
      "incomplete-overlay",
    ]);
  });

  test("a damaged or missing manifest is an error, not a dataset without items", async () => {
    const { bench, services, dataset } = await made();
    await using _bench = bench;
    await dataset.broker.writeDocument("manifest.json", '{"items": {');
    await expect(verify(services, dataset, "quick")).rejects.toMatchObject({
      code: "DamagedManifest",
      exitCode: 11,
    });
    await dataset.broker.deleteDocuments(["manifest.json"]);
    await expect(verify(services, dataset, "quick")).rejects.toMatchObject({
      code: "NoSuchDocument",
      exitCode: 4,
    });
  });

  test("on disk", async () => {
    await using bench = await datasetBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES, bench.folder);
    await writeFile(path.join(bench.folder, "made", "data", "a.txt"), "FIRST");
    await rm(path.join(bench.folder, "made", "data", "empty"));
    await writeFile(path.join(bench.folder, "made", "data", "new"), "");
    expect(await verify(services, dataset, "quick")).toEqual([
      ["missing", "empty"],
      ["unknown", "new"],
    ]);
    expect(await verify(services, dataset, "full")).toEqual([
      ["altered-content", "a.txt"],
      ["missing", "empty"],
      ["unknown", "new"],
    ]);
  });
});

describe("fetching", () => {
  test("writes the files with their times, keeps what is the same, and replaces other files only when told", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), { ...FILES, big: BIG });
    const out = path.join(bench.folder, "out");
    expect((await fetchAll(services, dataset, out)).every(({ status }) => status === "fetched")).toBe(true);
    for (const [name, content] of Object.entries({ ...FILES, big: BIG }))
      expect((await readFile(path.join(out, name))).equals(Buffer.from(content)), name).toBe(true);
    const item = await findItem(services, dataset, "big");
    expect((await stat(path.join(out, "big"))).mtimeMs).toBe(item.utcTimestamp * 1000);
    await writeFile(path.join(out, "a.txt"), "mine");
    const again = await fetchAll(services, dataset, out);
    expect(again.filter(({ status }) => status !== "kept")).toMatchObject([
      { status: "failed", item: { relpath: "a.txt" }, error: { code: "FileExists", exitCode: 6 } },
    ]);
    expect(await readFile(path.join(out, "a.txt"), "utf8")).toBe("mine");
    await fetchAll(services, dataset, out, true);
    expect(await readFile(path.join(out, "a.txt"), "utf8")).toBe("first");
    expect((await readdir(out, { recursive: true })).filter((name) => name.includes(".part"))).toEqual([]);
  });

  test.each(["../outside", "/etc/outside", "a/../../outside", ""])("refuses to write %j", async (relpath) => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), { good: "good" });
    const bad = identifierOf(relpath);
    const { uuid } = dataset.admin;
    await bench.put(`${uuid}/data/${bad}`, "bad", { handle: Buffer.from(relpath).toString("base64") });
    const found = await dataset.broker.readDocument("manifest.json");
    const manifest = JSON.parse(found?.text ?? "") as { items: Record<string, object> };
    manifest.items[bad] = {
      relpath,
      size_in_bytes: 3,
      hash: "bae60998ffe4923b131e3d6e4c19993e",
      utc_timestamp: 1,
    };
    await dataset.broker.writeDocument("manifest.json", JSON.stringify(manifest));
    const outcomes = await fetchAll(services, dataset, path.join(bench.folder, "sub", "out"));
    expect(outcomes.filter(({ status }) => status === "failed")).toMatchObject([
      { error: { code: "UnsafeRelpath", exitCode: 11 } },
    ]);
    expect(await readdir(path.join(bench.folder, "sub"))).toEqual(["out"]);
    expect(await readdir(path.join(bench.folder, "sub", "out"))).toEqual(["good"]);
    await expect(
      copyDataset(
        services,
        dataset,
        { base: path.join(bench.folder, "copies"), resume: false },
        () => undefined,
      ),
    ).rejects.toMatchObject({ exitCode: 3 });
  });

  test("one item into the cache: used again while it is right, replaced when it is not", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
    const item = await findItem(services, dataset, "a.txt");
    const file = await cacheItem(services, dataset, item);
    expect(file).toBe(
      path.join(bench.folder, "home", ".cache", "dtool", dataset.admin.uuid, `${item.identifier}.txt`),
    );
    await writeFile(file, "stale");
    await cacheItem(services, dataset, item);
    expect(await readFile(file, "utf8")).toBe("first");
  });
});

describe("copying", () => {
  const DESCRIBED = { ...FILES, big: BIG };

  async function described(bench: Awaited<ReturnType<typeof bucketBench>>, services: DatasetServices) {
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), DESCRIBED);
    await writeReadme(dataset.broker, dataset.admin, "---\nof: this\n");
    await setTag(dataset.broker, "t.1");
    await setAnnotation(dataset.broker, "a", { x: 1 });
    return dataset;
  }

  test.each(["bucket to bucket", "bucket to disk to bucket", "between stores"])(
    "%s keeps everything",
    async (way) => {
      await using bench = await bucketBench();
      await bench.createBucket("other");
      const elsewhere = await datasetBench();
      await using _elsewhere = elsewhere;
      await elsewhere.createBucket("other");
      const between = way === "between stores";
      const services = await bench.services({
        clientFor: async (bucket) =>
          Promise.resolve(between && bucket === "other" ? elsewhere.client : bench.client),
      });
      const dataset = await described(bench, services);
      let source = dataset;
      if (way.includes("disk")) {
        const disk = await copyDataset(
          services,
          dataset,
          { base: bench.folder, resume: false },
          () => undefined,
        );
        source = await openDataset(services, disk.uri, "frozen");
      }
      const copy = await copyDataset(
        services,
        source,
        { base: "s3://other", resume: false },
        () => undefined,
      );
      const target = await openDataset(services, copy.uri, "frozen");
      expect(target.admin).toEqual(dataset.admin);
      expect(await verify(services, target, "full")).toEqual([]);
      const texts = async ({ broker }: OpenDataset) =>
        Promise.all(
          ["manifest.json", "README.yml", "tags/t.1", "annotations/a.json", "dtool", "structure.json"].map(
            (name) => broker.readDocument(name).then((found) => found?.text),
          ),
        );
      expect(await texts(target)).toEqual(await texts(dataset));
      const differences: ItemDifference[] = [];
      const compared = await diffDatasets(
        services,
        dataset,
        target,
        { full: true },
        (found) => void differences.push(found),
      );
      expect([differences, compared.sameCount]).toEqual([[], 5]);
      await expect(
        copyDataset(services, source, { base: "s3://other", resume: false }, () => undefined),
      ).rejects.toMatchObject({ code: "DatasetExists", exitCode: 6 });
      const again = await copyDataset(
        services,
        source,
        { base: "s3://other", resume: true },
        () => undefined,
      );
      expect(again.copied).toBe(false);
    },
  );

  test("of an old dataset writes what today's dtool reads", async () => {
    await using bench = await bucketBench();
    await bench.createBucket("other");
    const services = await bench.services();
    const dataset = await described(bench, services);
    const structure = await dataset.broker.readDocument("structure.json");
    await dataset.broker.writeDocument("structure.json", structure?.text.replace("0.15.0", "0.13.0") ?? "");
    const Key = `${dataset.admin.uuid}/data/${identifierOf("a.txt")}`;
    await bench.put(Key, "first", { handle: "a.txt" });
    const old = await openDataset(services, dataset.broker.uri, "frozen");
    const copy = await copyDataset(services, old, { base: "s3://other", resume: false }, () => undefined);
    const { Metadata } = await bench.client.send(new GetObjectCommand({ Bucket: "other", Key }));
    expect(Metadata).toEqual({ handle: "YS50eHQ=", checksum: "8b04d5e3775d298e78455efc5ca404d5" });
    expect(await verify(services, await openDataset(services, copy.uri, "frozen"), "full")).toEqual([]);
  });

  test("that is interrupted goes on, and keeps by hash", async () => {
    await using bench = await bucketBench();
    await bench.createBucket("other");
    const services = await bench.services();
    const dataset = await described(bench, services);
    const abort = new AbortController();
    const interrupted = await bench.services({ signal: abort.signal, concurrency: 1 });
    const source = await openDataset(interrupted, dataset.broker.uri, "frozen");
    const half = copyDataset(interrupted, source, { base: "s3://other", resume: false }, () =>
      abort.abort(new Error("stop")),
    );
    await expect(half).rejects.toThrow("stop");
    const uri = `s3://other/${dataset.admin.uuid}`;
    await expect(openDataset(services, uri, "frozen")).rejects.toMatchObject({
      code: "ProtoDataset",
      exitCode: 6,
    });
    await expect(
      copyDataset(services, dataset, { base: "s3://other", resume: false }, () => undefined),
    ).rejects.toMatchObject({ code: "PartialCopy", exitCode: 6 });
    const statuses: string[] = [];
    await copyDataset(
      services,
      dataset,
      { base: "s3://other", resume: true },
      ({ status }) => void statuses.push(status),
    );
    expect(statuses.filter((status) => status === "kept")).toHaveLength(1);
    expect(await verify(services, await openDataset(services, uri, "frozen"), "full")).toEqual([]);
  });

  test("with an altered or missing item is not frozen", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const dataset = await described(bench, services);
    await bench.client.send(
      new DeleteObjectCommand({
        Bucket: "bucket",
        Key: `${dataset.admin.uuid}/data/${identifierOf("empty")}`,
      }),
    );
    await bench.put(`${dataset.admin.uuid}/data/${identifierOf("a.txt")}`, "FIRST", { handle: "YS50eHQ=" });
    const copying = copyDataset(services, dataset, { base: bench.folder, resume: false }, () => undefined);
    await expect(copying).rejects.toMatchObject({ exitCode: 3 });
    await expect(openDataset(services, path.join(bench.folder, "made"), "frozen")).rejects.toMatchObject({
      code: "ProtoDataset",
    });
  });
});

test("differences are told by kind, and with full also those that the manifest hides", async () => {
  await using bench = await bucketBench();
  const services = await bench.services();
  const left = await frozenDataset(services, path.join(bench.folder, "l"), {
    a: "1",
    b: "22",
    c: "333",
    same: "s",
  });
  const right = await frozenDataset(services, path.join(bench.folder, "r"), {
    b: "2",
    c: "444",
    d: "5",
    same: "s",
  });
  const compare = async (full: boolean) => {
    const found: (readonly [string, string])[] = [];
    await diffDatasets(
      services,
      left,
      right,
      { full },
      ({ difference, relpath }) => void found.push([relpath, difference]),
    );
    return found.toSorted(byText);
  };
  const expected = [
    ["a", "only-left"],
    ["b", "size"],
    ["c", "content"],
    ["d", "only-right"],
  ];
  expect(await compare(false)).toEqual(expected);
  await bench.put(`${left.admin.uuid}/data/${identifierOf("same")}`, "S", {});
  expect(await compare(true)).toEqual([...expected, ["same", "content"]]);
});

describe("lists", () => {
  test("show datasets, broken ones and stray keys as what they are", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const made = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
    await bench.put("dtoolbox", "x");
    await bench.put("dtool-not-a-uuid", "x");
    await bench.put("dtool-11111111-2222-4333-8444-555555555555", "");
    await bench.put("dtool-22222222-2222-4333-8444-555555555555", "");
    await bench.put("22222222-2222-4333-8444-555555555555/dtool", "not json");
    const listed = await Array.fromAsync(listDatasets(services, "s3://bucket"));
    expect(listed.map(({ kind, uri }) => [uri, kind])).toEqual(
      [
        ["s3://bucket/11111111-2222-4333-8444-555555555555", "broken"],
        ["s3://bucket/22222222-2222-4333-8444-555555555555", "broken"],
        [made.broker.uri, "dataset"],
        ["s3://bucket/dtool-not-a-uuid", "stray"],
        ["s3://bucket/dtoolbox", "stray"],
      ].toSorted((a, b) => rank(a[0]) - rank(b[0])),
    );
    function rank(uri = ""): number {
      return listed.findIndex((entry) => entry.uri === uri);
    }
    const inventory = await takeInventory(services, "s3://bucket");
    expect(inventory.entries).toMatchObject([{ name: "made", itemCount: 4, totalBytes: 15 }]);
    expect(inventory.others).toHaveLength(4);
  });

  test("of a bucket that is not there fail", async () => {
    await using bench = await bucketBench();
    const listing = Array.fromAsync(listDatasets(await bench.services(), "s3://nowhere"));
    await expect(listing).rejects.toMatchObject({ code: "NoSuchBucket", exitCode: 4 });
  });

  test("inventories quote CSV and escape HTML", () => {
    const entry = {
      name: "n",
      uri: "file:///a,b",
      uuid: "u",
      creator: 'a "b"',
      date: "2026-01-01",
      itemCount: 1,
      totalBytes: 2,
      readme: "<x>",
    };
    const inventory = { base: "s3://b", entries: [entry], others: [] };
    expect(formatInventoryTable(inventory, ",")).toBe(
      'name,size_in_bytes,creator,num_items,date,uri\nn,2,"a ""b""",1,2026-01-01,"file:///a,b"',
    );
    expect(formatInventoryHtml(inventory)).toContain("&lt;x&gt;");
  });
});

test("removing takes all keys of a dataset with its registration, and nothing else", async () => {
  await using bench = await bucketBench({ DTOOL_S3_DATASET_PREFIX_bucket: "u/me/" });
  const services = await bench.services();
  const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
  await bench.put("u/me/keep", "x");
  const plan = await planDatasetRemoval(services, dataset.broker.uri);
  expect(plan).toMatchObject({ name: "made", objectCount: (await keys(bench.client)).length - 1 });
  await removeDataset(services, plan);
  expect(await keys(bench.client)).toEqual(["u/me/keep"]);
  await expect(planDatasetRemoval(services, dataset.broker.uri)).rejects.toMatchObject({
    code: "NoSuchDataset",
    exitCode: 4,
  });
  await mkdir(path.join(bench.folder, "no-dataset"));
  await expect(planDatasetRemoval(services, path.join(bench.folder, "no-dataset"))).rejects.toMatchObject({
    exitCode: 4,
  });
});

test("a registration decides where a dataset is, whatever the settings say later", async () => {
  await using bench = await bucketBench({ DTOOL_S3_DATASET_PREFIX_bucket: "u/me/" });
  const services = await bench.services();
  const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
  await using later = await datasetBench({ DTOOL_S3_DATASET_PREFIX_bucket: "elsewhere/" });
  const other = await later.services({ clientFor: async () => Promise.resolve(bench.client) });
  const { broker } = await openDataset(other, dataset.broker.uri, "frozen");
  expect((await Array.fromAsync(readManifest(broker))).length).toBe(4);
});

test("a name is changed unless somebody else changed it meanwhile", async () => {
  await using bench = await bucketBench();
  const services = await bench.services();
  const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
  await renameDataset(dataset, "second");
  await expect(renameDataset(dataset, "third")).rejects.toMatchObject({
    code: "DocumentChanged",
    exitCode: 6,
  });
  await expect(renameDataset(dataset, "bad name")).rejects.toMatchObject({ exitCode: 2 });
  const { admin } = await openDataset(services, dataset.broker.uri);
  expect(admin).toEqual({ ...dataset.admin, name: "second" });
});

describe("READMEs", () => {
  test("of a frozen dataset are kept beside the new one; what is no YAML changes nothing", async () => {
    await using bench = await bucketBench();
    const services = await bench.services();
    const { broker, admin } = await frozenDataset(services, path.join(bench.folder, "in"), FILES);
    await writeReadme(broker, admin, "---\na: 1\n");
    await writeReadme(broker, admin, "---\na: 2\n");
    await expect(writeReadme(broker, admin, "a: 1\na: 2\n")).rejects.toMatchObject({
      code: "InvalidReadme",
      exitCode: 2,
    });
    expect(await readReadme(broker)).toBe("---\na: 2\n");
    const kept = (await keys(bench.client)).filter((key) => key.includes("README.yml-"));
    expect(kept).toHaveLength(2);
    for (const key of kept) {
      const seconds = Number(/README\.yml-([\d.]+)$/.exec(key)?.[1]);
      expect(Math.abs(seconds - Date.now() / 1000)).toBeLessThan(60);
    }
  });

  test("are checked with line and column", () => {
    expect(checkReadme("---\na: 1\n")).toEqual([]);
    expect(checkReadme("")).toEqual([]);
    expect(checkReadme("a: [1")).toMatchObject([{ line: 1 }]);
  });

  test("templates are filled in; a place that nothing is known for is named", async () => {
    await using bench = await datasetBench({
      DTOOL_USER_FULL_NAME: "Ann",
      DTOOL_USER_EMAIL: "ann@example.org",
    });
    const { config } = await bench.services();
    const text = await readmeTemplate(config, new Date("2026-03-04T00:00:00Z"));
    expect(text).toContain("name: Ann");
    expect(text).toContain("username: olssont");
    expect(text).toContain("creation_date: 2026-03-04");
    const file = path.join(bench.folder, "template");
    await writeFile(file, "{{literal}} {nope}");
    await using other = await datasetBench({ DTOOL_README_TEMPLATE_FPATH: file });
    await expect(readmeTemplate((await other.services()).config, new Date())).rejects.toMatchObject({
      exitCode: 8,
    });
  });
});

/** A client that notes each request. */
function observing(endpoint: string, requests: string[]): S3Client {
  const settings = {
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_supported" as const,
  };
  return deferClient(settings, { onRequest: ({ method, url }) => void requests.push(`${method} ${url}`) });
}

test("progress counts what is done", async () => {
  await using bench = await bucketBench();
  const progress = createTransferProgress();
  const services = await bench.services({ progress });
  await frozenDataset(services, path.join(bench.folder, "in"), FILES);
  expect(progress).toMatchObject({ doneItems: 4, movedBytes: 15, plannedBytes: 15, planComplete: true });
});
