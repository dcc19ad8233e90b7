import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import type { Client } from "../../src/hooks/explorer-services.js";
import { startDemoStore, type DemoStore } from "../../src/lib/demo/demo-store.js";
import { createClient } from "../../src/lib/s3/create-client.js";
import { resolveConnection } from "../../src/lib/config/resolve-connection.js";
import { startExplorer } from "../../src/ui/start-explorer.js";
import { Screen } from "../ui/support/screen.js";

const KEYS = 10_000;
const BURST = 20;
/** All that the keymap knows, but for the keys that quit, and some that it does not. */
const PRESSES = [
  ...Array.from("jkhlgGnpvyTRosrtb[]/?~ xX1é日"),
  ...Array.from("\r\r\u001b\t\u007f\u0002\u0006\u0004\u0015\u0012\u0017"),
  ...["A", "B", "C", "D", "H", "F", "5~", "6~", "3~", "1;3D", "1;3C", "<0;1;1M"].map(
    (end) => `\u001b[${end}`,
  ),
];
const SIZES = [
  [80, 24],
  [250, 80],
  [40, 10],
  [12, 4],
  [1, 1],
] as const;

let store: DemoStore;
let client: Client;

beforeAll(async () => {
  store = await startDemoStore();
  client = await createClient(await resolveConnection({}, store.environment));
});

afterAll(async () => {
  client.destroy();
  await store.close();
});

it("takes ten thousand keys at random, and ends with the terminal as it was", async () => {
  const seed = Number(process.env["SOAK_SEED"] ?? Date.now() % 1_000_000);
  const random = randomFrom(seed);
  const screen = new Screen();
  const { stdin, stdout } = screen;
  const signal = new AbortController().signal;
  const options = {
    client: Promise.resolve(client),
    storeLabel: "soak",
    storeFlags: [],
    readOnly: false,
    mouse: true,
    uri: undefined,
    signal,
    stdin,
    stdout,
  };
  const progress = { over: false };
  const ended = startExplorer({ ...options, theme: "dark" }).finally(() => {
    progress.over = true;
  });
  await vi.waitFor(async () => expect(await screen.text()).toContain("3 buckets"), 5000);
  for (let pressed = 0; pressed < KEYS; pressed += BURST) {
    const size = SIZES[Math.floor(pressed / (BURST * 25)) % SIZES.length] ?? SIZES[0];
    if (pressed % (BURST * 25) === 0) screen.resize(size[0], size[1]);
    screen.type(Array.from({ length: BURST }, () => PRESSES[random(PRESSES.length)] ?? "").join(""));
    await delay(25);
    expect(progress.over, `ended with seed ${seed.toString()} after ${pressed.toString()} keys`).toBe(false);
    const drawn = (await screen.text()).trim();
    if (size[0] > 1) expect(drawn, `nothing drawn with seed ${seed.toString()}`).not.toBe("");
  }
  screen.resize(80, 24);
  for (let tries = 0; !progress.over && tries < 40; tries += 1) {
    screen.type(tries % 2 === 0 ? "\u001b" : "q");
    await delay(100);
  }
  await ended;
  await screen.lines();
  expect([screen.alternate, screen.wraps]).toEqual([false, true]);
});

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
