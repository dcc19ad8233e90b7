import { PutObjectCommand } from "@aws-sdk/client-s3";
import { beforeAll, expect, test } from "vitest";
import { parsePlace } from "../../../src/lib/transfer/place.js";
import { planTransfers } from "../../../src/lib/transfer/plan-transfers.js";
import { runningStore } from "../store/running-store.js";

let store: Awaited<ReturnType<typeof runningStore>>;

beforeAll(async () => {
  store = await runningStore();
  const Bucket = await store.createBucket();
  for (const Key of ["a.jpg", "b.txt", "jpgs/old.jpg", "raw/c.jpg", "raw/deep/d.jpg"])
    await store.client.send(new PutObjectCommand({ Bucket, Key, Body: Key }));
  return () => store[Symbol.asyncDispose]();
});

async function plan(source: string, destination: string, recursive = false): Promise<string[]> {
  const input = { source: parsePlace(source), destination: parsePlace(destination), recursive };
  const access = {
    sourceClient: store.client,
    naming: { windows: false, caseInsensitive: false },
    signal: new AbortController().signal,
  };
  const targets: string[] = [];
  for await (const item of planTransfers({ ...input, raw: false, betweenStores: false }, access))
    targets.push(item.kind === "copy" ? `${item.source.key} > ${item.target.key}` : item.kind);
  return targets;
}

test.each([
  ["s3://bucket/*.jpg", "s3://bucket/jpgs/", ["a.jpg > jpgs/a.jpg"]],
  ["s3://bucket/raw/*.jpg", "s3://bucket/raw/new", ["raw/c.jpg > raw/new/c.jpg"]],
  ["s3://bucket/raw/**", "s3://bucket/jpgs", ["raw/c.jpg > jpgs/c.jpg", "raw/deep/d.jpg > jpgs/deep/d.jpg"]],
])("matches %s go to %s", async (source, destination, expected) => {
  expect(await plan(source, destination)).toEqual(expected);
});

test.each([
  ["s3://bucket/*.jpg", "s3://bucket/", false],
  ["s3://bucket/raw/*.jpg", "s3://bucket/raw/", false],
  ["s3://bucket/**.jpg", "s3://bucket/jpgs/", false],
  ["s3://bucket/*", "s3://bucket/jpgs/", true],
  ["s3://bucket/raw", "s3://bucket/raw/new", true],
])("%s cannot go to %s: it would find its own copies", async (source, destination, recursive) => {
  await expect(plan(source, destination, recursive)).rejects.toMatchObject({ code: "InsideItself" });
});
