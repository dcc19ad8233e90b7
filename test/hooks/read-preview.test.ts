import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bindServices, type Client, type ExplorerServices } from "../../src/hooks/explorer-services.js";
import { openPreview, readPreview } from "../../src/hooks/read-preview.js";
import { createClient } from "../../src/lib/s3/create-client.js";
import { startStore, type RunningStore } from "../../src/lib/store/start-store.js";
import type { ExplorerEvent } from "../../src/ui/state/explorer-event.js";
import { takeAnswer } from "../../src/ui/state/preview/preview-answer.js";
import { movePreview } from "../../src/ui/state/preview/preview-moves.js";
import { acceptSought, typeSought } from "../../src/ui/state/preview/preview-search.js";
import { openPreview as openState, type Preview } from "../../src/ui/state/preview/preview.js";
import { fieldOf } from "../../src/ui/state/text-field.js";
import { visibleRows, type TextView } from "../../src/ui/state/preview/text-rows.js";

const KEY = { accessKeyId: "PREVIEWTESTS", secretAccessKey: "only-for-tests-of-previews" };
const VIEW: TextView = { columns: 80, rows: 20, wrap: true, left: 0 };
const LINES = 120_000;

let dir: string;
let store: RunningStore;
let client: Client;
let services: ExplorerServices;
let readBytes = 0;

beforeAll(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-preview-"));
  store = await startStore({ dir, host: "127.0.0.1", port: 0, keys: [KEY] });
  client = await createClient({
    profile: undefined,
    endpoint: store.endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_supported",
  });
  const bound = bindServices(Promise.resolve(client));
  services = {
    ...bound,
    readBytes: async (input, signal) => {
      const read = await bound.readBytes(input, signal);
      readBytes += read.bytes.length;
      return read;
    },
  };
  await fill();
});

afterAll(async () => {
  client.destroy();
  await store.close();
  await rm(dir, { recursive: true, force: true });
});

async function put(Key: string, Body: string | Buffer): Promise<void> {
  const { PutObjectCommand } = await import("@aws-sdk/client-s3");
  await client.send(new PutObjectCommand({ Bucket: "preview", Key, Body }));
}

async function fill(): Promise<void> {
  const { CreateBucketCommand } = await import("@aws-sdk/client-s3");
  await client.send(new CreateBucketCommand({ Bucket: "preview" }));
  const log = Array.from(
    { length: LINES },
    (_, i) => `line ${i.toString().padStart(6, "0")} of the log ${"x".repeat(50)}\n`,
  );
  await put("big.log", log.join(""));
  await put(
    "rows.csv",
    ["id,name", ...Array.from({ length: 50_000 }, (_, i) => `${i.toString()},n${i.toString()}`)].join("\n"),
  );
  await put("packed.txt.gz", gzipSync(log.join("")));
  await put("empty", "");
  await put("broken.zip", Buffer.concat([Buffer.from("PK\u0003\u0004", "latin1"), randomBytes(3000)]));
  await put(
    "broken.png",
    Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), randomBytes(3000)]),
  );
  await put("one-line.json", JSON.stringify({ list: Array.from({ length: 30_000 }, (_, i) => i) }));
  await put("changing.txt", "x\n".repeat(200_000));
}

async function open(key: string): Promise<Preview> {
  let preview = openState({ bucket: "preview", key, versionId: undefined }, 1);
  const send = (event: ExplorerEvent) => {
    if (event.type === "previewed") preview = takeAnswer(preview, event.answer, VIEW);
  };
  await openPreview(services, preview, { graphics: undefined, signal: new AbortController().signal, send });
  return preview;
}

/** Carry out what the preview asks for, until it asks for nothing more. */
async function follow(asking: Preview): Promise<Preview> {
  let preview = asking;
  while (preview.reading !== undefined && preview.facts !== undefined) {
    const opened = { ...preview, facts: preview.facts };
    await readPreview(services, opened, preview.reading, new AbortController().signal, (event) => {
      if (event.type === "previewed") preview = takeAnswer(preview, event.answer, VIEW);
    });
  }
  return preview;
}

const move = (preview: Preview, by: "first" | "last" | number) =>
  follow(
    movePreview(preview, typeof by === "number" ? { by: "pages", amount: by } : { by: "edge", to: by }, VIEW),
  );

function firstRow({ text, top }: Preview): string | undefined {
  return text === undefined ? undefined : visibleRows(text, top, VIEW)[0]?.text;
}

describe("the preview of a large text", () => {
  it("reads its start alone, then what is scrolled to, in order and without gaps", async () => {
    readBytes = 0;
    let preview = await open("big.log");
    expect(firstRow(preview)).toMatch(/^line 000000/);
    expect(readBytes).toBe(64 * 1024);
    for (let page = 1; page <= 300; page += 1) {
      preview = await move(preview, 1);
      expect(firstRow(preview)).toMatch(new RegExp(`^line ${(page * 19).toString().padStart(6, "0")}`));
    }
    expect(readBytes).toBeLessThan(1024 * 1024);
  });

  it("goes to its end and back without what lies between", async () => {
    readBytes = 0;
    const end = await move(await open("big.log"), "last");
    expect(firstRow(end)).toMatch(/^line 119980/);
    let back = end;
    for (let page = 1; page <= 300; page += 1) back = await move(back, -1);
    expect(firstRow(back)).toMatch(/^line 114280/);
    expect(firstRow(await move(back, "first"))).toMatch(/^line 000000/);
    expect(readBytes).toBeLessThan(2 * 1024 * 1024);
  });

  it("keeps a bounded part of it in memory, however far one scrolls", async () => {
    let preview = await open("big.log");
    for (let page = 0; page < 120; page += 1) preview = await move(preview, 40);
    expect(preview.top.byte).toBeGreaterThan(5_000_000);
    expect(preview.text?.bytes.length).toBeLessThanOrEqual(2 * 1024 * 1024);
  });

  it("is searched to its end in pieces, from where one is", async () => {
    const typed = typeSought(await open("big.log"), fieldOf("LINE 100000"));
    const missed = await follow(acceptSought(typed, VIEW));
    expect([missed.missed, firstRow(missed)]).toEqual([true, expect.stringMatching(/^line 000000/)]);
    const found = await follow(acceptSought(typeSought(missed, fieldOf("line 100000")), VIEW));
    expect(firstRow(found)).toMatch(/^line 100000/);
  });

  it("tells when the object was replaced meanwhile, and shows nothing of the new one", async () => {
    const before = await open("changing.txt");
    await put("changing.txt", "y\n".repeat(200_000));
    const after = await move(before, "last");
    expect(after.problem).toMatchObject({ code: "ObjectChanged" });
    expect(firstRow(after)).toBe("x");
  });
});

describe("the preview of other things", () => {
  it("makes a table of CSV, and reads more rows as one goes down", async () => {
    const start = await open("rows.csv");
    expect(start.mode).toBe("table");
    const count = start.table?.rows.length ?? 0;
    expect(count).toBeLessThan(10_000);
    const down = await move(start, "last");
    expect(down.table?.rows.length).toBeGreaterThan(count);
    expect(down.table?.rows[count]).toEqual([count.toString(), `n${count.toString()}`]);
  });

  it("unpacks the start of what is packed, and more of it to go on", async () => {
    const start = await open("packed.txt.gz");
    expect(firstRow(start)).toMatch(/^line 000000/);
    expect(start.text?.bytes.length).toBe(256 * 1024);
    expect(firstRow(await move(start, "last"))).toMatch(/^line 119980/);
  });

  it("lays JSON out that stands on one line, also where it is longer than the first request", async () => {
    const { mode, pretty } = await open("one-line.json");
    expect(mode).toBe("pretty");
    expect(pretty?.lineStarts.length).toBe(30_004);
  });

  it("says that there are no bytes", async () => {
    expect(await open("empty")).toMatchObject({ status: "ready", facts: { totalBytes: 0 } });
  });

  it("says what is wrong with an archive, whose bytes can still be seen", async () => {
    const preview = await open("broken.zip");
    expect(preview).toMatchObject({
      mode: "archive",
      archive: { status: "failed", problem: { code: "BrokenArchive" } },
    });
    expect(preview.modes).toContain("hex");
  });

  it("shows the bytes of a picture that cannot be decoded", async () => {
    expect(await open("broken.png")).toMatchObject({ mode: "hex", status: "ready" });
  });

  it("says that an object is missing", async () => {
    expect(await open("missing")).toMatchObject({ status: "failed", problem: { code: "NoSuchKey" } });
  });
});
