import path from "node:path";
import { PutPublicAccessBlockCommand } from "@aws-sdk/client-s3";
import { describe, expect, test } from "vitest";
import { publishDataset, unpublishDataset } from "../../../src/lib/dataset/publish/publish-dataset.js";
import { datasetBench, frozenDataset } from "./support.js";

const FILES = { "a.txt": "first", "deep/b.txt": "second" };

async function publishable() {
  const bench = await datasetBench();
  await bench.createBucket();
  const services = await bench.services();
  return { bench, services, dataset: await frozenDataset(services, path.join(bench.folder, "in"), FILES) };
}

describe("publishing", () => {
  test("to the world opens each object, and taking it back closes each", async () => {
    const { bench, services, dataset } = await publishable();
    await using _bench = bench;
    const { manifestUrl, expiresAt } = await publishDataset(services, dataset, { kind: "public" });
    expect([manifestUrl.includes("?"), expiresAt]).toEqual([false, undefined]);
    const manifest = (await (await fetch(manifestUrl)).json()) as {
      readonly item_urls: Record<string, string>;
      readonly readme_url: string;
      readonly manifest_url: string;
    };
    const urls = [...Object.values(manifest.item_urls), manifest.readme_url, manifest.manifest_url];
    const statuses = async () => Promise.all(urls.map(async (url) => (await fetch(url)).status));
    expect(await statuses()).toEqual([200, 200, 200, 200]);
    expect(await unpublishDataset(services, dataset)).toBe("public");
    expect(await statuses()).toEqual([403, 403, 403, 403]);
    expect(await unpublishDataset(services, dataset)).toBeUndefined();
  });

  test("where ACLs cannot open anything is refused with another way, and leaves no list", async () => {
    const { bench, services, dataset } = await publishable();
    await using _bench = bench;
    await bench.client.send(
      new PutPublicAccessBlockCommand({
        Bucket: "bucket",
        PublicAccessBlockConfiguration: { BlockPublicAcls: true },
      }),
    );
    await expect(publishDataset(services, dataset, { kind: "public" })).rejects.toMatchObject({
      code: "PublicAccessBlocked",
      exitCode: 6,
    });
    expect(await dataset.broker.readDocument("http_manifest.json")).toBeUndefined();
  });

  test("by signed URLs lets in until they expire", async () => {
    const { bench, services, dataset } = await publishable();
    await using _bench = bench;
    const published = await publishDataset(services, dataset, { kind: "presigned", expiresInSeconds: 600 });
    expect((published.expiresAt?.getTime() ?? 0) - Date.now()).toBeGreaterThan(590_000);
    expect((await fetch(published.manifestUrl)).status).toBe(200);
    expect((await fetch(published.manifestUrl.replace(/\?.*/, ""))).status).toBe(403);
  });

  test("a dataset on disk is not possible", async () => {
    await using bench = await datasetBench();
    const services = await bench.services();
    const dataset = await frozenDataset(services, path.join(bench.folder, "in"), FILES, bench.folder);
    await expect(publishDataset(services, dataset, { kind: "public" })).rejects.toMatchObject({
      code: "NotInBucket",
      exitCode: 12,
    });
  });
});
