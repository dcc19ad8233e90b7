// Runs the built explorer, as users run it, on made-up rows and a terminal that takes everything; presses keys and
// prints one JSON line of what they cost.
//
//   node test/ui/support/time-keys.ts COLUMNS ROWS OBJECTS
import { EventEmitter } from "node:events";
import { PassThrough } from "node:stream";
import { setTimeout as delay } from "node:timers/promises";
import type { ListEntry } from "../../../src/lib/s3/list-entries.js";
import type { Keymap } from "../../../src/ui/actions/action.js";
import type { App as ExplorerApp } from "../../../src/ui/app.js";
import type { keepHeapSmall as KeepHeapSmall } from "../../../src/ui/keep-heap-small.js";
import type { RowStore as Rows } from "../../../src/ui/state/list/row-store.js";

process.env["NODE_ENV"] = "production";
process.env["FORCE_COLOR"] = "3";

const [columns = 80, rows = 24, objects = 100_000] = process.argv.slice(2).map(Number);
/** Longer than a frame, so that each key is drawn by itself. */
const KEY_PAUSE_MS = 25;
const STILL_MS = 300;
const PAGE = 1000;

const { keepHeapSmall } = await built<{ readonly keepHeapSmall: typeof KeepHeapSmall }>(
  "ui/keep-heap-small.js",
);
keepHeapSmall();
const { render } = await import("ink");
const { createElement } = await import("react");
const { App } = await built<{ readonly App: typeof ExplorerApp }>("ui/app.js");
const { LAYERS } = await built<{ readonly LAYERS: Keymap }>("ui/actions/layers.js");
const { RowStore } = await built<{ readonly RowStore: typeof Rows }>("ui/state/list/row-store.js");

const terminal = openTerminal();
let rowsMade = 0;
const rowAt = Object.getOwnPropertyDescriptor(RowStore.prototype, "rowAt")?.value as (row: number) => unknown;
Object.defineProperty(RowStore.prototype, "rowAt", {
  value(this: unknown, row: number) {
    rowsMade += 1;
    return rowAt.call(this, row);
  },
});

const props = {
  stores: () => ({ listEntryPages: pages }),
  outlets: () => ({ mouse: () => undefined, quit: () => undefined }),
  environment: { S3KIT_CONFIG_DIR: "/nowhere" },
  start: {
    location: { kind: "prefix", bucket: "b", prefix: "" },
    size: { columns, rows },
    store: { id: 1, label: "", flags: [] },
    keymap: LAYERS,
    readOnly: false,
    mouse: true,
    themeName: "dark",
    colours: true,
    nowMs: 0,
  },
} as unknown as Parameters<typeof App>[0];
const startMs = performance.now();
const { stdin, stdout } = terminal;
const options = { stdin, stdout, alternateScreen: true, incrementalRendering: true, interactive: true };
const instance = render(createElement(App, props), { ...options, patchConsole: false, maxFps: 60 } as never);
await still();
const listedMs = performance.now() - startMs - STILL_MS;

await press(Array.from("j".repeat(40)));
const inside = await press(Array.from("kj".repeat(40)));
const scrolling = await press([
  ...Array.from("j".repeat(60)),
  ...Array.from({ length: 40 }, () => "\u001b[6~"),
]);
instance.unmount();
const rssMiB = Math.round(process.memoryUsage.rss() / 1024 ** 2);
process.stdout.write(`\n${JSON.stringify({ inside, scrolling, listedMs: Math.round(listedMs), rssMiB })}\n`);
process.exit(0);

async function built<Exports>(file: string): Promise<Exports> {
  return (await import(new URL(`../../../dist/${file}`, import.meta.url).href)) as Exports;
}

function openTerminal() {
  let waiting: (() => void)[] = [];
  let bytes = 0;
  let writes = 0;
  const stdout = Object.assign(new EventEmitter(), {
    columns,
    rows,
    isTTY: true,
    writable: true,
    write(chunk: string, done?: unknown) {
      bytes += Buffer.byteLength(chunk);
      writes += 1;
      const woken = waiting;
      waiting = [];
      for (const wake of woken) wake();
      if (typeof done === "function") queueMicrotask(done as () => void);
      return true;
    },
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, setRawMode: noop, ref: noop, unref: noop });
  return {
    stdin,
    stdout,
    written: () => ({ bytes, writes }),
    nextWrite: async (before: number) => {
      if (writes <= before) await new Promise<void>((resolve) => waiting.push(resolve));
    },
  };
}

function noop(): void {
  // The stand-in terminal has no modes.
}

async function still(): Promise<void> {
  for (let before = -1; before !== terminal.written().writes; await delay(STILL_MS))
    before = terminal.written().writes;
}

async function press(keys: readonly string[]) {
  const timesMs: number[] = [];
  const bytesBefore = terminal.written().bytes;
  rowsMade = 0;
  for (const key of keys) {
    await delay(KEY_PAUSE_MS);
    const { writes } = terminal.written();
    const pressedMs = performance.now();
    terminal.stdin.write(key);
    await terminal.nextWrite(writes);
    timesMs.push(performance.now() - pressedMs);
  }
  timesMs.sort((a, b) => a - b);
  return {
    p50Ms: quantile(timesMs, 0.5),
    p95Ms: quantile(timesMs, 0.95),
    bytesPerKey: Math.round((terminal.written().bytes - bytesBefore) / keys.length),
    rowsPerKey: rowsMade / keys.length,
  };
}

function quantile(sorted: readonly number[], share: number): number {
  return Math.round(10 * (sorted[Math.floor(sorted.length * share)] ?? 0)) / 10;
}

async function* pages(): AsyncGenerator<readonly ListEntry[]> {
  for (let start = 0; start < objects; start += PAGE) {
    yield Array.from({ length: Math.min(PAGE, objects - start) }, (_, i) => entry(start + i));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function entry(number: number): ListEntry {
  return {
    kind: "object",
    key: `part-${number.toString().padStart(8, "0")}.parquet`,
    sizeBytes: (number * 7919) % 1_000_003,
    lastModified: new Date(1_700_000_000_000 + number * 1000),
    etag: "0",
    storageClass: "STANDARD",
  };
}
