import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { spawn, type IPty } from "@lydell/node-pty";
import xterm from "@xterm/headless";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startDemoStore, type DemoStore } from "../../src/lib/demo/demo-store.js";

const PROGRAM =
  process.env["S3KIT_TEST_PROGRAM"] ?? fileURLToPath(new URL("../../bin/run.js", import.meta.url));
const KEYS = 10_000;
const BURST = 20;
const BURST_PAUSE_MS = 40;
const ESCAPE = "\u001b";
/** All that the keymap knows, but for the keys that quit, some that it does not, and what terminals send besides. */
const PRESSES = [
  ...Array.from("jkhlgGnpvwyxdDurRaetTobBmMiIcCsSUPLHJKzZ.:@/?#[]~ 123X1é日"),
  ...Array.from("\r\r\r\u001b\u001b\t\u007f"),
  ...Array.from("\u0001\u0002\u0004\u0006\u000b\u000c\u000f\u0012\u0013\u0015\u0017\u001a"),
  ...["A", "B", "C", "D", "H", "F", "5~", "6~", "3~", "Z", "1;3D", "1;3C"].map((end) => `${ESCAPE}[${end}`),
  ...[
    "<0;5;6M",
    "<0;40;12M",
    "<0;3;1M",
    "<0;20;24M",
    "<65;9;9M",
    "<64;9;9M",
    "<0;",
    "?1;2c",
    "200~p\n\u0007q",
    "201~",
  ].map((end) => `${ESCAPE}[${end}`),
];
const SIZES = [
  [80, 24],
  [250, 80],
  [40, 10],
  [12, 4],
  [1, 1],
] as const;

let store: DemoStore;
let folder: string;

beforeAll(async () => {
  store = await startDemoStore();
  folder = await mkdtemp(path.join(tmpdir(), "s3kit-soak-"));
  await mkdir(path.join(folder, "inner"));
  await writeFile(path.join(folder, "a.txt"), "a");
});

afterAll(async () => {
  await store.close();
  await rm(folder, { recursive: true, force: true });
});

/** The program in a terminal of its own; it may write to the folder and the store as it likes. */
class Run {
  readonly #screen = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  readonly #pty: IPty;
  readonly #ended: Promise<number>;
  over = false;

  constructor() {
    this.#pty = spawn(process.execPath, [PROGRAM, "tui"], {
      cols: 80,
      rows: 24,
      name: "xterm-256color",
      cwd: folder,
      env: {
        ...store.environment,
        PATH: process.env["PATH"],
        HOME: folder,
        S3KIT_CONFIG_DIR: folder,
        EDITOR: "true",
      },
    });
    this.#pty.onData((data) => this.#screen.write(data));
    this.#ended = new Promise((resolve) =>
      this.#pty.onExit(({ exitCode }) => {
        this.over = true;
        resolve(exitCode);
      }),
    );
  }

  type(keys: string): void {
    if (!this.over) this.#pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    if (this.over) return;
    this.#pty.resize(columns, rows);
    this.#screen.resize(columns, rows);
  }

  text(): string {
    const buffer = this.#screen.buffer.active;
    return Array.from(
      { length: this.#screen.rows },
      (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? "",
    ).join("\n");
  }

  /** What it left behind: its status, what stands on the screen of the shell, and the modes of the terminal. */
  async end() {
    const exitCode = await this.#ended;
    await new Promise<void>((resolve) => this.#screen.write("", resolve));
    const { wraparoundMode, mouseTrackingMode, bracketedPasteMode } = this.#screen.modes;
    const alternate = this.#screen.buffer.active.type === "alternate";
    // Keys that came after its end are echoed there; words of a failure must not be.
    const complains = /error|exception|rejection|mistake in s3kit/iu.test(this.text());
    return { exitCode, alternate, wraparoundMode, mouseTrackingMode, bracketedPasteMode, complains };
  }
}

const RESTORED = {
  exitCode: 0,
  alternate: false,
  wraparoundMode: true,
  mouseTrackingMode: "none",
  bracketedPasteMode: false,
  complains: false,
};

it("takes ten thousand keys at random, and ends with the terminal as it was", async () => {
  const seed = Number(process.env["SOAK_SEED"] ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  let run = await begin();
  for (let pressed = 0; pressed < KEYS; pressed += BURST) {
    const [columns, rows] = SIZES[Math.floor(pressed / (BURST * 25)) % SIZES.length] ?? SIZES[0];
    if (pressed % (BURST * 25) === 0) run.resize(columns, rows);
    run.type(Array.from({ length: BURST }, () => PRESSES[random(PRESSES.length)] ?? "").join(""));
    await delay(BURST_PAUSE_MS);
    if (run.over) {
      // "Quit" is a line of the help and of the palette: it may have been chosen there.
      expect(await run.end(), `seed ${seed.toString()}, ${pressed.toString()} keys`).toEqual(RESTORED);
      run = await begin();
      run.resize(columns, rows);
    } else if (columns > 1) {
      // Blank for a moment while it goes to the background and comes back.
      for (let tries = 0; !run.over && run.text().trim() === "" && tries < 200; tries += 1) await delay(50);
      if (!run.over) expect(run.text().trim(), `nothing drawn with seed ${seed.toString()}`).not.toBe("");
    }
  }
  run.resize(80, 24);
  // A paste that was begun swallows all keys until it is ended.
  run.type(`${ESCAPE}[201~`);
  for (let tries = 0; !run.over && tries < 100; tries += 1) {
    run.type([ESCAPE, "q", "y"][tries % 3] ?? "q");
    await delay(100);
  }
  expect(run.over, `does not end with seed ${seed.toString()}:\n${run.text()}`).toBe(true);
  expect(await run.end(), `seed ${seed.toString()}`).toEqual(RESTORED);
});

async function begin(): Promise<Run> {
  const run = new Run();
  for (let tries = 0; !run.text().includes("s3kit") && tries < 200; tries += 1) await delay(50);
  return run;
}

/** A small generator of numbers that a seed repeats (mulberry32). */
function randomFrom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
