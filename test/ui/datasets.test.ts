import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, describe, expect, test, vi } from "vitest";
import { deferClient } from "../../src/lib/s3/defer-client.js";
import { setAnnotation } from "../../src/lib/dataset/annotations.js";
import { writeReadme } from "../../src/lib/dataset/readme.js";
import { setTag } from "../../src/lib/dataset/tags.js";
import { startExplorer } from "../../src/ui/start-explorer.js";
import { datasetBench, frozenDataset } from "../lib/dataset/support.js";
import { KEY } from "../lib/store/running-store.js";
import { Screen } from "./support/screen.js";

let stop: (() => Promise<void>) | undefined;

afterEach(async () => {
  await stop?.();
  stop = undefined;
});

function open(endpoint: string, bucket: string): Screen {
  const screen = new Screen(100, 30);
  const abort = new AbortController();
  const client = deferClient({
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_supported",
  });
  const ended = startExplorer({
    client: Promise.resolve(client),
    storeLabel: "test store",
    storeFlags: [],
    readOnly: false,
    mouse: true,
    uri: { bucket, key: "" },
    theme: "dark",
    signal: abort.signal,
    stdin: screen.stdin,
    stdout: screen.stdout,
  });
  stop = async () => {
    screen.type("q");
    abort.abort();
    await ended.catch(() => undefined);
  };
  return screen;
}

async function shows(screen: Screen, ...texts: readonly string[]): Promise<void> {
  await vi.waitFor(
    async () => {
      const shown = await screen.text();
      for (const text of texts) expect(shown).toContain(text);
    },
    { timeout: 8000, interval: 50 },
  );
}

describe("datasets in the explorer", { timeout: 30_000 }, () => {
  test("are listed with what is broken, shown with README, tags and items, verified and fetched", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const services = await bench.services();
    const files = { "a.txt": "first", "deep/b.txt": "second" };
    const { broker, admin } = await frozenDataset(services, path.join(bench.folder, "in"), files);
    await writeReadme(broker, admin, "---\ndescription: of wheat\n");
    await setTag(broker, "first-class");
    await setAnnotation(broker, "site", { plot: 7 });
    const broken = "dtool-11111111-2222-4333-8444-555555555555";
    await bench.send({ method: "PUT", target: `/bucket/${broken}` });
    const screen = open(bench.endpoint, "bucket");
    await shows(screen, broken);
    screen.type("gd");
    await shows(screen, "made", "frozen", "broken", "1/2");
    if (!(await screen.text()).split("\n").some((line) => line.includes("▎made"))) screen.type("j");
    screen.type("\r");
    await shows(
      screen,
      "README",
      "description: of wheat",
      "first-class",
      '{"plot": 7}',
      "deep/b.txt",
      "frozen",
    );
    screen.type("v");
    await shows(screen, "Verify made: 2 items done");
    const target = path.join(bench.folder, "fetched");
    screen.type("d");
    await shows(screen, "Fetch made into");
    screen.type(`\u0015${target}\r`);
    await shows(screen, "Fetch made: 2 items done");
    expect(await readFile(path.join(target, "deep/b.txt"), "utf8")).toBe("second");
  });

  test("altered items are named where the job is shown", async () => {
    await using bench = await datasetBench();
    await bench.createBucket();
    const services = await bench.services();
    const { broker } = await frozenDataset(services, path.join(bench.folder, "in"), { "a.txt": "first" });
    if (broker.kind !== "s3") throw new Error("It is in a bucket");
    const items = await Array.fromAsync(broker.listItems());
    const place = broker.itemPlace(items[0]?.identifier ?? "");
    await bench.send({ method: "PUT", target: `/bucket/${place.key}`, body: "FIRST" });
    const screen = open(bench.endpoint, "bucket");
    await shows(screen, "dtool-");
    screen.type("gd");
    await shows(screen, "made");
    screen.type("v");
    await shows(screen, "1 item failed");
    screen.type("gt");
    await shows(screen, "altered-content");
  });
});
