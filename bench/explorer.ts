// Measures the explorer on a prefix of a million keys, with real keys through a pseudo-terminal.
//
//   npm run build && node bench/explorer.ts [--keys 1000000] [--program bin/run.js]
import { spawn as spawnProcess } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import { parseArgs } from "node:util";
import { spawn } from "@lydell/node-pty";

const { values } = parseArgs({
  options: {
    keys: { type: "string", default: "1000000" },
    program: { type: "string", default: path.join(import.meta.dirname, "..", "bin", "run.js") },
  },
});
const SIZES = [
  [80, 24],
  [120, 40],
  [250, 80],
] as const;
/** Longer than a frame, so that each key is drawn by itself. */
const KEY_PAUSE_MS = 40;
const STILL_MS = 400;
const LONGEST_MS = 120_000;

const server = await startServer();
try {
  process.stdout.write(
    "| terminal | first frame | first rows after the first page | all keys | key p50 / p95 while listing | " +
      "key p50 / p95 | sorted | filtered | memory |\n| --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
  );
  for (const [columns, rows] of SIZES) process.stdout.write(`${await measure(columns, rows)}\n`);
} finally {
  server.stop();
}

async function measure(columns: number, rows: number): Promise<string> {
  const startMs = Date.now();
  const terminal = open(columns, rows);
  await terminal.shows("s3kit ");
  const firstFrameMs = Date.now() - startMs;
  await terminal.shows("measurement-00000000");
  const firstRowsMs = Date.now() - server.firstPageMs();
  const listing = await press(terminal, 100, (i) => (i % 2 === 0 ? "j" : "k"));
  await terminal.shows(`${Number(values.keys).toLocaleString("en-US")} objects, `);
  const listedMs = Date.now() - startMs;
  await still(terminal);
  const keys = await press(terminal, 200, (i) =>
    i < 100 ? "j" : (["k", "\u001b[6~", "\u001b[5~"][i % 3] ?? "k"),
  );
  const sortedMs = await until(terminal, "os", /Size ↓/u);
  await still(terminal);
  const filteredMs = await until(terminal, "/99.parquet\r", / of |1\/10,000/u);
  await still(terminal);
  const peakMiB = terminal.peakMiB();
  await terminal.quit();
  const ms = (value: number) => `${Math.round(value).toString()} ms`;
  return `| ${[
    `${columns.toString()}×${rows.toString()}`,
    ms(firstFrameMs),
    ms(firstRowsMs),
    `${(listedMs / 1000).toFixed(1)} s`,
    `${listing.p50.toFixed(1)} / ${listing.p95.toFixed(1)} ms`,
    `${keys.p50.toFixed(1)} / ${keys.p95.toFixed(1)} ms`,
    ms(sortedMs),
    ms(filteredMs),
    `${Math.round(peakMiB).toString()} MiB`,
  ].join(" | ")} |`;
}

interface Terminal {
  readonly write: (keys: string) => void;
  /** Look for texts only in what is drawn from now on. */
  readonly forget: () => void;
  /** Resolves when something has been drawn since. */
  readonly nextOutput: () => Promise<void>;
  readonly shows: (text: string | RegExp) => Promise<void>;
  readonly lastOutputMs: () => number;
  readonly peakMiB: () => number;
  readonly quit: () => Promise<void>;
}

function open(columns: number, rows: number): Terminal {
  const pty = spawn(process.execPath, [values.program, "tui", "s3://million/"], {
    cols: columns,
    rows,
    name: "xterm-256color",
    env: {
      ...process.env,
      AWS_ENDPOINT_URL: server.endpoint,
      AWS_ACCESS_KEY_ID: "bench",
      AWS_SECRET_ACCESS_KEY: "bench",
      AWS_REGION: "us-east-1",
      COLORTERM: "truecolor",
      S3KIT_CONFIG_DIR: "/nonexistent/s3kit",
    },
  });
  let text = "";
  let lastMs = 0;
  let waiting: (() => void)[] = [];
  pty.onData((data) => {
    // oxlint-disable-next-line no-control-regex -- what is not text begins with ESC
    text = (text + data.replaceAll(/\u001b\[[\d;?]*[A-Za-z]/gu, "")).slice(-200_000);
    lastMs = performance.now();
    const woken = waiting;
    waiting = [];
    for (const wake of woken) wake();
  });
  const ended = new Promise<void>((resolve) => pty.onExit(() => resolve()));
  const nextOutput = () => new Promise<void>((resolve) => waiting.push(resolve));
  return {
    write: (keys) => pty.write(keys),
    forget: () => {
      text = "";
    },
    nextOutput,
    shows: async (wanted) => {
      const limitMs = Date.now() + LONGEST_MS;
      while (!(typeof wanted === "string" ? text.includes(wanted) : wanted.test(text))) {
        if (Date.now() > limitMs) throw new Error(`Never shown: ${String(wanted)}; but ${text.slice(-2000)}`);
        await Promise.race([nextOutput(), delay(5)]);
      }
    },
    lastOutputMs: () => lastMs,
    peakMiB: () => {
      const status = readFileSync(`/proc/${pty.pid.toString()}/status`, "utf8");
      return Number(/VmHWM:\s+(\d+) kB/u.exec(status)?.[1] ?? 0) / 1024;
    },
    quit: async () => {
      pty.write("\u001b");
      await delay(200);
      pty.write("q");
      await ended;
    },
  };
}

async function press(terminal: Terminal, count: number, keyAt: (index: number) => string) {
  const timesMs: number[] = [];
  for (let i = 0; i < count; i += 1) {
    await delay(KEY_PAUSE_MS);
    const drawn = terminal.nextOutput();
    const pressedMs = performance.now();
    terminal.write(keyAt(i));
    await drawn;
    timesMs.push(performance.now() - pressedMs);
  }
  timesMs.sort((a, b) => a - b);
  const quantile = (share: number) => timesMs[Math.floor(timesMs.length * share)] ?? 0;
  return { p50: quantile(0.5), p95: quantile(0.95) };
}

async function until(terminal: Terminal, keys: string, wanted: RegExp): Promise<number> {
  const startMs = performance.now();
  terminal.forget();
  terminal.write(keys);
  await terminal.shows(wanted);
  return performance.now() - startMs;
}

async function still(terminal: Terminal): Promise<void> {
  do await delay(STILL_MS);
  while (performance.now() - terminal.lastOutputMs() < STILL_MS);
}

async function startServer() {
  const child = spawnProcess(
    process.execPath,
    [path.join(import.meta.dirname, "key-server.ts"), values.keys],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let firstPageMs = 0;
  const port = await new Promise<string>((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      const [word, , , at] = line.split(" ");
      if (word === "port") resolve(line.slice("port ".length));
      else firstPageMs = Number(at);
    });
  });
  return { endpoint: `http://127.0.0.1:${port}`, firstPageMs: () => firstPageMs, stop: () => child.kill() };
}
