import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import type { Client } from "../../src/hooks/explorer-services.js";
import { saveProfile } from "../../src/lib/config/profiles.js";
import { startStore, type RunningStore } from "../../src/lib/store/start-store.js";
import { connectTo, KEY, RunningExplorer } from "./support/running-explorer.js";

let dir: string;
let store: RunningStore;
let other: RunningStore;
let client: Client;
let explorer: RunningExplorer | undefined;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-places-"));
  const options = { host: "127.0.0.1", port: 0, keys: [KEY] };
  store = await startStore({ ...options, dir: path.join(dir, "one") });
  other = await startStore({ ...options, dir: path.join(dir, "two") });
  client = await connectTo(store.endpoint);
  await fill();
  await saveProfile("elsewhere", { endpoint: other.endpoint, ...KEY }, { S3KIT_CONFIG_DIR: dir });
});

afterAll(async () => {
  client.destroy();
  await Promise.all([store.close(), other.close()]);
  await rm(dir, { recursive: true, force: true });
});

afterEach(async () => {
  await explorer?.stop();
  explorer = undefined;
});

async function fill(): Promise<void> {
  const { CreateBucketCommand, DeleteObjectCommand, PutBucketVersioningCommand, PutObjectCommand } =
    await import("@aws-sdk/client-s3");
  await client.send(new CreateBucketCommand({ Bucket: "photos" }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: "photos", VersioningConfiguration }));
  const put = (Key: string, Body = "x") => client.send(new PutObjectCommand({ Bucket: "photos", Key, Body }));
  for (let i = 0; i < 30; i += 1) await put(`2026/june/IMG_${i.toString().padStart(3, "0")}.jpg`);
  await put("2025/big.raw", "b".repeat(5000));
  await put("2025/gone.txt");
  await client.send(new DeleteObjectCommand({ Bucket: "photos", Key: "2025/gone.txt" }));
  const elsewhere = await connectTo(other.endpoint);
  await elsewhere.send(new CreateBucketCommand({ Bucket: "backup" }));
  elsewhere.destroy();
}

function open(options: ConstructorParameters<typeof RunningExplorer>[2] = {}): RunningExplorer {
  explorer = new RunningExplorer(Promise.resolve(client), dir, {
    uri: { bucket: "photos", key: "" },
    ...options,
  });
  return explorer;
}

describe("places in the explorer", () => {
  it("finds keys at any depth, and goes to the folder that holds one", async () => {
    const running = open();
    await running.shows("2 folders");
    await running.press("s", "Search below s3://photos");
    await running.press("img_01\r", /2026\/june\/IMG_010\.jpg[^]*10 objects, 10 B found among 31 keys/);
    await running.press("gf", /photos › 2026 › june[^]*30 objects[^]*11\/30/);
    await running.press("[h", "2 folders");
    await running.press("@", "s3kit find s3://photos --name '*img_01*'");
  });

  it("shows what was deleted and is kept as an old version", async () => {
    const running = open({ uri: { bucket: "photos", key: "2025/" } });
    await running.shows("1 object");
    await running.press(".", /gone\.txt +deleted/);
    await running.press(".", /1 object, 4\.9 KiB/);
  });

  it("measures what takes up the space, by folder, class and age", async () => {
    const running = open();
    await running.shows("2 folders");
    await running.press("U", /4\.9 KiB +99\.4% +━+[^]*2025\/[^]*2026\//);
    await running.press("2", "STANDARD");
    await running.press("3", "up to a day");
    await running.press("1j\r", /june\//);
    await running.press("gl", /photos › 2026[^]*june\//);
  });

  it("switches to another profile, and back to where it came from", async () => {
    const running = open();
    await running.shows("2 folders");
    await running.press("P", "elsewhere");
    await running.press("\r", /elsewhere · 127\.0\.0\.1[^]*backup[^]*1 bucket/);
    await running.press("[", /test store[^]*2 folders/);
    await running.press("@", "s3kit ls s3://photos");
  });

  it("keeps bookmarks, also of another store, for the next time", async () => {
    const running = open({ uri: { bucket: "photos", key: "2026/june/" } });
    await running.shows("30 objects");
    await running.press("m", "Bookmarked: s3://photos/2026/june/");
    await vi.waitFor(async () =>
      expect(JSON.parse(await readFile(path.join(dir, "bookmarks.json"), "utf8"))).toEqual({
        bookmarks: [{ uri: "s3://photos/2026/june/", storeFlags: [] }],
      }),
    );
    await running.stop();
    const again = open();
    await again.shows("2 folders");
    await again.press("b", "★");
    await again.press("\r", "30 objects");
    await again.press("m", "No longer bookmarked");
  });

  it("goes wherever the palette is told to", async () => {
    const running = open();
    await running.shows("2 folders");
    await running.press("\u000b", "go s3://bucket/prefix");
    await running.press("go s3://photos/2026/june/IMG_02\r", /photos › 2026 › june › IMG_02\*[^]*10 objects/);
    await running.press(":s3 photos", /go s3:\/\/photos +Visited/);
    await running.press("\u0015sort size", "Sort by size");
    await running.press("\r", "Size ↓");
  });
});

describe("the mouse in the explorer", () => {
  it("is asked for, used, and given back", async () => {
    const running = open();
    await running.shows("2 folders");
    expect(running.screen.written).toContain("\u001b[?1000h\u001b[?1006h");
    running.click(5, 5);
    running.click(5, 5);
    await running.shows("june/");
    running.click(12, 1);
    await running.shows("2 folders");
    running.type("\u001b[<65;5;5M");
    await running.shows("2/2");
    running.type("q");
    await running.ended;
    expect(running.screen.written.lastIndexOf("\u001b[?1000l")).toBeGreaterThan(
      running.screen.written.lastIndexOf("\u001b[?1000h"),
    );
  });

  it("is left to the terminal with --no-mouse", async () => {
    const running = open({ mouse: false });
    await running.shows("2 folders");
    expect(running.screen.written).not.toContain("\u001b[?1000h");
    await running.press("M", "Shift");
    expect(running.screen.written).toContain("\u001b[?1000h");
  });
});

describe("the settings of the explorer", () => {
  const settings = () => path.join(dir, "explorer.json");
  afterEach(() => rm(settings(), { force: true }));

  it("give keys, and leave the mouse alone", async () => {
    await writeFile(
      settings(),
      JSON.stringify({ theme: "light", mouse: false, keys: { "list.usage": ["x"] } }),
    );
    const running = open({ theme: undefined });
    await running.shows("2 folders");
    expect(running.screen.written).not.toContain("\u001b[?1000h");
    await running.press("x", "storage classes");
  });

  it("are refused before the terminal is taken when they are wrong", async () => {
    await writeFile(settings(), JSON.stringify({ keys: { "list.opne": ["x"] } }));
    const running = open();
    await expect(running.ended).rejects.toThrow("no action list.opne");
    expect(running.screen.written).toBe("");
  });
});
