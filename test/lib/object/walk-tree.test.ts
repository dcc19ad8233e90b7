import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { CreateBucketCommand, PutObjectCommand, type S3Client } from "@aws-sdk/client-s3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { walkTree } from "../../../src/lib/object/walk-tree.js";
import { createClient } from "../../../src/lib/s3/create-client.js";
import { startStore, type RunningStore } from "../../../src/lib/store/start-store.js";

let dir: string;
let store: RunningStore;
let client: S3Client;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-tree-"));
  const pair = { accessKeyId: "K", secretAccessKey: "S" };
  store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [pair] });
  client = await createClient({
    profile: undefined,
    endpoint: store.endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: pair,
    checksums: "when_required",
  });
  await client.send(new CreateBucketCommand({ Bucket: "tree" }));
  const many = Array.from(
    { length: 1500 },
    (_, index) => `large/${(index % 3).toString()}/${index.toString()}`,
  );
  const keys = ["a", "deep/er/est", "deep/x", ...many, "z/"];
  for (let at = 0; at < keys.length; at += 50) {
    const puts = keys
      .slice(at, at + 50)
      .map((Key) => client.send(new PutObjectCommand({ Bucket: "tree", Key })));
    await Promise.all(puts);
  }
});

afterAll(async () => {
  client.destroy();
  await store.close();
  await rm(dir, { recursive: true });
});

async function names(prefix: string, depth: number): Promise<readonly string[]> {
  const nodes = await Array.fromAsync(walkTree(client, { bucket: "tree", prefix, depth }));
  return nodes.map(({ name, isLast }) => `${isLast.map((last) => (last ? "└" : "├")).join("")}${name}`);
}

describe("walking a tree", () => {
  test("goes through branches that fit one page and through those that do not", async () => {
    const all = await names("", Infinity);
    expect(all.slice(0, 5)).toEqual(["├a", "├deep/", "├├er/", "├├└est", "├└x"]);
    expect(all.slice(5, 8)).toEqual(["├large/", "├├0/", "├├├0"]);
    expect(all.filter((name) => name.includes("large/") || name.startsWith("├└2/"))).toEqual([
      "├large/",
      "├└2/",
    ]);
    // 1500 objects in three prefixes, then the folder's own marker.
    expect(all).toHaveLength(5 + 1 + 3 + 1500 + 2);
    expect(all.slice(-2)).toEqual(["└z/", "└└"]);
  });

  test("leaves prefixes at the last level closed", async () => {
    expect(await names("", 1)).toEqual(["├a", "├deep/", "├large/", "└z/"]);
    expect(await names("large/", 1)).toEqual(["├0/", "├1/", "└2/"]);
  });

  test("of nothing is nothing", async () => {
    expect(await names("nothing/", Infinity)).toEqual([]);
  });
});
