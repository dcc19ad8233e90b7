import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoreEngine } from "../../src/lib/store/engine.js";
import { openStoreEngine } from "../../src/lib/store/open-store-engine.js";
import { rm } from "node:fs/promises";
import { PLAIN, temporaryFolder } from "../lib/store/engine-fixture.js";

const KEY_COUNT = 1_000_000;
const FOLDER_COUNT = 1000;
const AT_ONCE = 5000;
let dir: string;
let engine: StoreEngine;

beforeAll(async () => {
  dir = await temporaryFolder();
  engine = await openStoreEngine({ dir });
  engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
  engine.setVersioning("b", "Enabled");
  for (let start = 0; start < KEY_COUNT; start += AT_ONCE) {
    await Promise.all(Array.from({ length: AT_ONCE }, async (_, index) => putEmpty(start + index)));
  }
}, 300_000);

afterAll(async () => {
  await engine.close();
  await rm(dir, { recursive: true });
});

async function putEmpty(number: number) {
  const digits = String(number).padStart(7, "0");
  const key = `folder-${digits.slice(0, 4)}/object-${digits}`;
  return engine.commit({
    bucket: "b",
    key,
    etag: "d41d8cd98f00b204e9800998ecf8427e",
    sizeBytes: 0,
    extents: [],
    attributes: PLAIN,
    owner: "me",
  });
}

/** Time of the processor, so that other work on the machine does not count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function countAll(method: "list" | "listVersions", delimiter: string) {
  let [entryCount, pageCount, slowestMs, after] = [0, 0, 0, ""];
  const startMs = cpuMs();
  for (let more = true; more;) {
    const pageStartMs = cpuMs();
    const page = engine[method]({ bucket: "b", prefix: "", delimiter, after, limit: 1000 });
    slowestMs = Math.max(slowestMs, cpuMs() - pageStartMs);
    entryCount += page.entries.length;
    pageCount += 1;
    const last = page.entries.at(-1);
    if (last) after = last.kind === "item" ? last.item.key : last.prefix;
    more = page.isTruncated;
  }
  return { entryCount, meanMs: (cpuMs() - startMs) / pageCount, slowestMs };
}

describe("a bucket of a million keys", () => {
  it("is listed to the end at some milliseconds a page, in flat memory", () => {
    const before = process.memoryUsage().rss;
    const listed = countAll("list", "");
    expect(listed.entryCount).toBe(KEY_COUNT);
    expect(listed.meanMs).toBeLessThan(6);
    expect(listed.slowestMs).toBeLessThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
  });

  it("is listed with its versions as fast", () => {
    const listed = countAll("listVersions", "");
    expect(listed.entryCount).toBe(KEY_COUNT);
    expect(listed.meanMs).toBeLessThan(6);
  });

  it("gives its thousand folders without reading what is in them", () => {
    const listed = countAll("list", "/");
    expect(listed.entryCount).toBe(FOLDER_COUNT);
    expect(listed.slowestMs).toBeLessThan(200);
    expect(countAll("listVersions", "/").entryCount).toBe(FOLDER_COUNT);
  });

  it("is listed as fast when a hundred thousand keys at its start are delete markers", async () => {
    const hundredThousand = Array.from({ length: 100_000 }, (_, number) => number);
    for (let start = 0; start < hundredThousand.length; start += AT_ONCE) {
      await Promise.all(hundredThousand.slice(start, start + AT_ONCE).map(removeOne));
    }
    const startMs = cpuMs();
    const page = engine.list({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 1000 });
    expect(cpuMs() - startMs).toBeLessThan(50);
    expect(page.entries[0]).toMatchObject({ item: { key: "folder-0100/object-0100000" } });
  });

  it("opens again at once", async () => {
    await engine.close();
    const startMs = cpuMs();
    engine = await openStoreEngine({ dir });
    expect(cpuMs() - startMs).toBeLessThan(1000);
  });
});

async function removeOne(number: number) {
  const digits = String(number).padStart(7, "0");
  return engine.remove({ bucket: "b", key: `folder-${digits.slice(0, 4)}/object-${digits}`, owner: "me" });
}
