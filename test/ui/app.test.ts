import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createClient } from "../../src/lib/s3/create-client.js";
import { startStore, type RunningStore } from "../../src/lib/store/start-store.js";
import type { Client } from "../../src/hooks/explorer-services.js";
import { startExplorer } from "../../src/ui/start-explorer.js";
import type { S3Uri } from "../../src/lib/s3/uri.js";
import { Screen } from "./support/screen.js";

const KEY = { accessKeyId: "EXPLORERTESTS", secretAccessKey: "only-for-tests-of-the-explorer" };
const ODD_KEYS = ["a\nb.txt", "tab\there", "rtl\u202egpj.exe", "日本語.txt", "👨‍👩‍👧.png", "..", "x".repeat(300)];

let dir: string;
let store: RunningStore;
let client: Client;
let running: { screen: Screen; ended: Promise<void>; abort: AbortController } | undefined;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-explorer-"));
  store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [KEY] });
  client = await connect(store.endpoint);
  await fill();
});

afterAll(async () => {
  client.destroy();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

afterEach(async () => {
  running?.screen.type("q");
  running?.abort.abort();
  await running?.ended.catch(() => undefined);
  running = undefined;
});

function connect(endpoint: string, accessKeyId = KEY.accessKeyId): Promise<Client> {
  const credentials = { ...KEY, accessKeyId };
  const store = { profile: undefined, endpoint, region: "us-east-1", pathStyle: true };
  return createClient({ ...store, credentials, checksums: "when_supported", maxAttempts: 1 });
}

async function fill(): Promise<void> {
  const { CreateBucketCommand, PutObjectCommand } = await import("@aws-sdk/client-s3");
  for (const Bucket of ["empty", "odd", "photos"]) await client.send(new CreateBucketCommand({ Bucket }));
  const put = (Bucket: string, Key: string, Body = "x") =>
    client.send(new PutObjectCommand({ Bucket, Key, Body, Metadata: { camera: "test" }, Tagging: "team=a" }));
  await put("photos", "README.md", "# Photos\n\nOf the journey.\n");
  await put("photos", "blob.bin", "\0\u0001binary");
  for (let i = 0; i < 60; i += 1) await put("photos", `2026/IMG_${i.toString().padStart(3, "0")}.jpg`);
  for (const key of ODD_KEYS) await put("odd", key);
}

function open(uri?: S3Uri, size: readonly [number, number] = [80, 24], connected = Promise.resolve(client)) {
  const screen = new Screen(...size);
  const abort = new AbortController();
  const ended = startExplorer({
    client: connected,
    storeLabel: "test store",
    storeFlags: [],
    readOnly: false,
    mouse: true,
    uri,
    theme: "dark",
    signal: abort.signal,
    stdin: screen.stdin,
    stdout: screen.stdout,
  });
  running = { screen, ended, abort };
  return { ...running, screen };
}

async function shows(screen: Screen, text: string | RegExp): Promise<string> {
  return vi.waitFor(async () => {
    const shown = await screen.text();
    expect(shown).toMatch(text);
    return shown;
  }, 5000);
}

describe("the explorer on a store", () => {
  it("goes from the buckets to a folder to an object and back", async () => {
    const { screen } = open();
    await shows(screen, "3 buckets");
    screen.type("jj\r");
    await shows(screen, /2026\/[^]*README\.md[^]*1 folder, 2 objects/);
    screen.type("\r");
    await shows(screen, "60 objects");
    screen.type("h");
    await shows(screen, "1 folder, 2 objects");
    screen.type("j\r");
    await shows(screen, /# Photos/);
    screen.type("\t");
    const details = await shows(screen, /s3:\/\/photos\/README\.md/);
    expect(details).toMatch(/camera +test/);
    expect(details).toMatch(/team +a/);
    screen.type("n1");
    await shows(screen, /00 01 62 69 6e 61 72 79/);
    screen.type("\u001b");
    await shows(screen, "3/3");
  });

  it("enters the alternate screen without wrapping, and leaves both as they were", async () => {
    const { screen, ended } = open();
    await shows(screen, "3 buckets");
    expect([screen.alternate, screen.wraps]).toEqual([true, false]);
    screen.type("q");
    await ended;
    await screen.lines();
    expect([screen.alternate, screen.wraps]).toEqual([false, true]);
  });

  it("leaves the terminal as it was when it is told to end, and says why it ended", async () => {
    const { screen, ended, abort } = open();
    await shows(screen, "3 buckets");
    abort.abort(new Error("terminated"));
    await expect(ended).rejects.toThrow("terminated");
    await screen.lines();
    expect([screen.alternate, screen.wraps]).toEqual([false, true]);
  });

  it("takes every letter of a held key", async () => {
    const { screen } = open({ bucket: "photos", key: "2026/" });
    await shows(screen, "60 objects");
    screen.type("jjjjjjj");
    await shows(screen, "8/60");
    screen.type("jjjkkk");
    await shows(screen, "8/60");
    screen.type("\u001b[B\u001b[B\u001b[B");
    await shows(screen, "11/60");
  });

  it("shows odd keys on one line each, and obeys none of them", async () => {
    const { screen } = open({ bucket: "odd", key: "" });
    const shown = await shows(screen, `${ODD_KEYS.length.toString()} objects`);
    for (const name of ["a␊b.txt", "tab⇥here", "rtl\\u202egpj.exe", "日本語.txt", "👨👩👧.png"]) {
      expect(shown).toContain(name);
    }
    const rows = (await screen.lines()).filter((line) => line.includes("1 B"));
    expect(rows).toHaveLength(ODD_KEYS.length);
  });

  it("follows the terminal's size, down to nothing and back", async () => {
    const { screen } = open({ bucket: "photos", key: "2026/" });
    await shows(screen, "60 objects");
    for (const [columns, rows] of [
      [250, 80],
      [40, 10],
      [10, 3],
      [1, 1],
      [80, 24],
    ] as const) {
      screen.resize(columns, rows);
      screen.type("j");
      await vi.waitFor(async () => expect((await screen.lines()).join("").trim()).not.toBe(""));
    }
    const shown = await shows(screen, "6/60");
    expect(shown.split("\n")[0]).toContain("s3kit  photos › 2026");
    expect(shown).toContain("? help");
  });

  it("copies the address through the terminal", async () => {
    const { screen } = open({ bucket: "photos", key: "2026/" });
    await shows(screen, "60 objects");
    screen.type("cu");
    await shows(screen, "Copied s3://photos/2026/IMG_000.jpg");
    const encoded = Buffer.from("s3://photos/2026/IMG_000.jpg").toString("base64");
    expect(screen.written).toContain(`\u001b]52;c;${encoded}\u0007`);
  });

  it("types pasted text into the filter, line breaks left out", async () => {
    const { screen } = open({ bucket: "photos", key: "2026/" });
    await shows(screen, "60 objects");
    screen.type("/");
    await shows(screen, ">100M");
    screen.type("\u001b[200~img_01\n\u001b[201~");
    await shows(screen, "10 of 60");
  });

  it("begins inside a name: the object itself, and what begins alike", async () => {
    const { screen } = open({ bucket: "photos", key: "2026/IMG_01" });
    await shows(screen, /photos › 2026 › IMG_01\*[^]*IMG_010\.jpg[^]*10 objects/);
    screen.type("j\r2");
    await shows(screen, "s3://photos/2026/IMG_011.jpg");
    screen.type("hh");
    await shows(screen, "60 objects");
  });

  it("says that a place is empty", async () => {
    const { screen } = open({ bucket: "empty", key: "" });
    await shows(screen, "Nothing here");
  });
});

describe("the explorer on a store that fails", () => {
  it("shows a missing bucket where its keys would be, and goes on", async () => {
    const { screen } = open({ bucket: "missing", key: "" });
    await shows(screen, /NoSuchBucket[^]*R tries again/);
    screen.type("\u001b");
    await shows(screen, "3 buckets");
  });

  it("shows refused credentials", async () => {
    const { screen } = open(undefined, [80, 24], connect(store.endpoint, "SOMEBODYELSE"));
    await shows(screen, /InvalidAccessKeyId|AccessDenied/);
  });

  it("shows a store that cannot be reached, and can be quit", async () => {
    const { screen, ended } = open(undefined, [80, 24], connect("http://127.0.0.1:9"));
    await shows(screen, /ECONNREFUSED|Network|reach/);
    screen.type("q");
    await ended;
  });

  it("shows a client that cannot be made", async () => {
    const { screen } = open(undefined, [80, 24], Promise.reject(new Error("no such profile: x")));
    await shows(screen, "no such profile: x");
  });

  it("can be used and quit while the client is still being made", async () => {
    const { screen, ended } = open({ bucket: "photos", key: "" }, [80, 24], new Promise(() => undefined));
    await shows(screen, /Reading s3:\/\/photos/);
    screen.type("?");
    await shows(screen, "type to search");
    screen.type("\u001b");
    await vi.waitFor(async () => expect(await screen.text()).not.toContain("type to search"));
    screen.type("q");
    await ended;
  });
});
