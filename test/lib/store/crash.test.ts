import { spawn } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { StoreEngine } from "../../../src/lib/store/engine.js";
import { openStoreEngine } from "../../../src/lib/store/open-store-engine.js";
import { checkStore } from "../../../src/lib/store/recovery/check-store.js";
import { contentOf, WRITER_COUNT, writerKeys, type WriteEvent } from "./crash-writes.js";
import { blobFiles, readObject, temporaryFolder } from "./engine-fixture.js";

const ROUNDS = 8;
const here = import.meta.dirname;

/** Run the writer and kill it without warning; gives what it told until then. */
async function writeUntilKilled(dir: string, first: number): Promise<WriteEvent[]> {
  const child = spawn(
    process.execPath,
    ["--import", join(here, "typescript-sources.mjs"), join(here, "crash-writer.ts"), dir, String(first)],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const told = text(child.stdout);
  await once(child.stdout, "readable");
  await sleep(Math.random() * 250);
  child.kill("SIGKILL");
  const [, signal] = await once(child, "close");
  expect(signal, "the writer ran until it was killed").toBe("SIGKILL");
  const lines = (await told).split("\n");
  return lines.slice(0, -1).map((line) => JSON.parse(line) as WriteEvent);
}

/** Numbers that a key may have now: that of the last acknowledged write, or of one that was under way. */
function possibleNumbers(events: readonly WriteEvent[], before: ReadonlyMap<string, number>) {
  const acknowledged = new Map(before);
  const underWay = new Map<string, number>();
  for (const { event, key, number } of events) {
    if (event === "start") underWay.set(key, number);
    else {
      acknowledged.set(key, number);
      underWay.delete(key);
    }
  }
  return (key: string) => [acknowledged.get(key) ?? 0, underWay.get(key)];
}

async function currentNumber(engine: StoreEngine, key: string): Promise<number> {
  const version = engine.find("b", key);
  if (!version) return 0;
  const content = await readObject(engine, version);
  expect(content.equals(contentOf(key, Number(version.etag))), `content of ${key}`).toBe(true);
  return Number(version.etag);
}

function abortUploads(engine: StoreEngine): void {
  const page = engine.listUploads({ bucket: "b", prefix: "", delimiter: "", after: "", limit: 1000 });
  for (const entry of page.entries) if (entry.kind === "item") engine.abortUpload(entry.item);
}

async function findings(dir: string): Promise<unknown[]> {
  const events = await Array.fromAsync(checkStore({ dir, rehash: true }));
  return events.filter((event) => event.type === "finding");
}

describe("a store whose process is killed", () => {
  it("has every acknowledged write, each whole, and nothing else", async () => {
    const dir = await temporaryFolder();
    const engine = await openStoreEngine({ dir });
    engine.createBucket({ bucket: "b", region: "us-east-1", owner: "me" });
    await engine.close();
    const keys = Array.from({ length: WRITER_COUNT }, (_, writer) => writerKeys(writer)).flat();
    let numbers = new Map<string, number>();
    let doneCount = 0;
    for (let round = 0; round < ROUNDS; round += 1) {
      const events = await writeUntilKilled(dir, round * 1_000_000);
      doneCount += events.filter(({ event }) => event === "done").length;
      const possible = possibleNumbers(events, numbers);
      const reopened = await openStoreEngine({ dir });
      numbers = new Map();
      for (const key of keys) {
        const number = await currentNumber(reopened, key);
        expect(possible(key), `number of ${key}`).toContain(number);
        numbers.set(key, number);
      }
      abortUploads(reopened);
      await reopened.close();
      expect(await findings(dir)).toEqual([]);
      expect((await blobFiles(dir)).filter((file) => file.startsWith("tmp/"))).toEqual([]);
    }
    expect(doneCount).toBeGreaterThan(ROUNDS * 10);
    await rm(dir, { recursive: true });
  }, 60_000);
});
