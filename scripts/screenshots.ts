// Makes the pictures of the documentation from real runs: the embedded store with the sample data of `npm start`, the
// built program in a pseudo-terminal, keys typed into it.
//
//   npm run build && node scripts/screenshots.ts [DIR [PROGRAM]]
import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { spawn } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import type { startDemoStore as StartDemoStore } from "../src/lib/demo/demo-store.ts";
import { toSvg } from "./screenshot-svg.ts";

interface Shot {
  readonly name: string;
  readonly title: string;
  readonly columns: number;
  readonly rows: number;
  readonly args: readonly string[];
  /** Typed one after the other, each once the screen has come to rest. */
  readonly keys: readonly string[];
}

const DOWN = "\u001b[B";
const END = "\u001b[F";
const LEFT = "\u001b[D";

const SHOTS: readonly Shot[] = [
  {
    name: "explorer",
    title: "s3kit tui s3://photos/2022/",
    columns: 100,
    rows: 26,
    args: ["s3://photos/2022/"],
    keys: ["\r", "/", "img 1", "\r", "os", "jjjj"],
  },
  {
    name: "explorer-details",
    title: "s3kit tui: the content of an object, and what is known of it",
    columns: 140,
    rows: 30,
    args: ["s3://research-data/experiments/run-007/"],
    keys: ["\r"],
  },
  {
    name: "explorer-picture",
    title: "s3kit tui: a picture in half characters",
    columns: 140,
    rows: 34,
    args: ["s3://photos/2021/alps/"],
    keys: ["jj", "\r", "", ""],
  },
  {
    name: "explorer-policy",
    title: "s3kit tui: a policy, checked and explained as it is typed",
    columns: 120,
    rows: 24,
    args: ["s3://web-logs/"],
    keys: ["B", "p", "\u000f", "\r", `${DOWN.repeat(8)}${END}${LEFT}`, "s"],
  },
  {
    name: "explorer-usage",
    title: "s3kit tui: what takes up the space below a prefix",
    columns: 110,
    rows: 22,
    args: ["s3://web-logs/"],
    keys: ["U", "\r", "\r", "jjj"],
  },
  {
    name: "explorer-palette",
    title: "s3kit tui: every action by a few letters, with the command line that does the same",
    columns: 110,
    rows: 26,
    args: ["s3://photos/2021/alps/"],
    keys: ["jjj", ":", "sort"],
  },
  {
    name: "explorer-search",
    title: "s3kit tui: a search at every depth, some of what was found selected",
    columns: 110,
    rows: 22,
    args: ["s3://photos/"],
    keys: ["s", "img_000", "\r", "jj", "  ", "jvjj"],
  },
  {
    name: "explorer-help",
    title: "s3kit tui: ? lists every key, can be searched, and runs the marked line",
    columns: 100,
    rows: 28,
    args: ["s3://research-data/experiments/"],
    keys: ["?"],
  },
  {
    name: "explorer-light",
    title: "s3kit tui --theme light",
    columns: 100,
    rows: 20,
    args: ["s3://photos/2021/alps/", "--theme", "light"],
    keys: ["jjjj", "o"],
  },
];

const DARK = { text: "#c8ccd4", background: "#14171c" };
const LIGHT = { text: "#2e3440", background: "#fbfbfa" };
const STILL_MS = 400;
const LONGEST_MS = 20_000;

const root = path.join(import.meta.dirname, "..");
const [dir = path.join(root, "docs", "images"), program = path.join(root, "bin", "run.js")] =
  process.argv.slice(2);
await mkdir(dir, { recursive: true });
const { startDemoStore } = (await import(path.join(root, "dist/lib/demo/demo-store.js"))) as {
  readonly startDemoStore: typeof StartDemoStore;
};
const store = await startDemoStore();
try {
  for (const shot of SHOTS) {
    await writeFile(path.join(dir, `${shot.name}.svg`), await takeShot(shot, store.environment));
    process.stdout.write(`${shot.name}.svg\n`);
  }
} finally {
  await store.close();
}

async function takeShot(shot: Shot, environment: Readonly<Record<string, string>>): Promise<string> {
  const terminal = new xterm.Terminal({ cols: shot.columns, rows: shot.rows, allowProposedApi: true });
  const pty = spawn(process.execPath, [program, "tui", ...shot.args], {
    cols: shot.columns,
    rows: shot.rows,
    name: "xterm-256color",
    env: { ...process.env, ...environment, COLORTERM: "truecolor", FORCE_COLOR: "3", NO_COLOR: "" },
  });
  let lastOutputMs = Infinity;
  pty.onData((data) => {
    lastOutputMs = performance.now();
    terminal.write(data);
  });
  const ended = new Promise((resolve) => pty.onExit(resolve));
  try {
    for (const keys of ["", ...shot.keys]) {
      pty.write(keys);
      await settle(() => lastOutputMs);
    }
    return toSvg(terminal, shot.title, shot.args.includes("light") ? LIGHT : DARK);
  } finally {
    pty.write("\u0003");
    await Promise.race([ended, delay(2000)]);
    pty.kill();
  }
}

async function settle(lastOutputMs: () => number): Promise<void> {
  const limitMs = performance.now() + LONGEST_MS;
  await delay(STILL_MS);
  while (performance.now() - lastOutputMs() < STILL_MS) {
    if (performance.now() > limitMs) throw new Error("The screen does not come to rest");
    await delay(50);
  }
}
