import type { Writable } from "node:stream";
import { formatCount, formatSize } from "./format-size.js";

/** Running totals of a transfer; whoever transfers changes them. */
export interface ProgressNumbers {
  readonly movedBytes: number;
  readonly doneItems: number;
  readonly failedItems: number;
  readonly plannedItems: number;
  readonly plannedBytes: number;
  readonly planComplete: boolean;
}

export interface ProgressDisplay {
  /** Take the line off a terminal, so that something else can be written. */
  clear(): void;
  stop(): void;
}

const REDRAW_MS = 100;
const PLAIN_LINE_MS = 3000;

/**
 * Show how far a transfer is: on a terminal one line that is redrawn ten times a second, elsewhere a plain line every
 * three seconds. It never keeps the process running. `stop` ends it.
 */
export function startProgress(
  numbers: ProgressNumbers,
  stream: Writable & { readonly isTTY?: boolean; readonly columns?: number },
): ProgressDisplay {
  const live = stream.isTTY === true;
  const rate = createRateMeter();
  let shown = false;
  const clear = (): void => {
    if (shown) stream.write("\r\u001B[K");
    shown = false;
  };
  const draw = (): void => {
    const text = formatProgress(numbers, rate(numbers.movedBytes, performance.now()));
    if (!live) {
      stream.write(`${text}\n`);
      return;
    }
    stream.write(`\r${text.slice(0, (stream.columns ?? 80) - 1)}\u001B[K`);
    shown = true;
  };
  const timer = setInterval(draw, live ? REDRAW_MS : PLAIN_LINE_MS);
  timer.unref();
  return {
    clear,
    stop: () => {
      clearInterval(timer);
      clear();
    },
  };
}

/** `12 of ≥340 items, 1.2 of ≥3.4 GiB, 85.3 MiB/s, 0:32 left`: totals are marked until everything was counted. */
export function formatProgress(numbers: ProgressNumbers, bytesPerSecond: number): string {
  const { movedBytes, doneItems, failedItems, plannedItems, plannedBytes, planComplete } = numbers;
  const atLeast = planComplete ? "" : "≥";
  const failed = failedItems === 0 ? "" : `, ${formatCount(failedItems, "failure")}`;
  const ended = (doneItems + failedItems).toLocaleString("en-US");
  const parts = [
    `${ended} of ${atLeast}${formatCount(plannedItems, "item")}${failed}`,
    `${formatSize(movedBytes)} of ${atLeast}${formatSize(plannedBytes)}`,
    `${formatSize(Math.round(bytesPerSecond))}/s`,
  ];
  const secondsLeft = (plannedBytes - movedBytes) / bytesPerSecond;
  if (planComplete && secondsLeft > 0 && Number.isFinite(secondsLeft))
    parts.push(`${formatDuration(secondsLeft)} left`);
  return parts.join(", ");
}

/** `0:32`, `12:05`, `3:00:00` */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const padded = rest.toString().padStart(2, "0");
  return hours === 0
    ? `${minutes.toString()}:${padded}`
    : `${hours.toString()}:${minutes.toString().padStart(2, "0")}:${padded}`;
}

/** Bytes a second over the last few seconds, so that a stall shows and an old one is forgotten. */
function createRateMeter(windowMs = 5000): (bytes: number, nowMs: number) => number {
  const samples: { readonly bytes: number; readonly atMs: number }[] = [];
  return (bytes, nowMs) => {
    samples.push({ bytes, atMs: nowMs });
    while (samples.length > 2 && nowMs - (samples[0]?.atMs ?? nowMs) > windowMs) samples.shift();
    const first = samples[0] ?? { bytes, atMs: nowMs };
    const elapsedMs = nowMs - first.atMs;
    return elapsedMs <= 0 ? 0 : Math.max(0, ((bytes - first.bytes) / elapsedMs) * 1000);
  };
}
