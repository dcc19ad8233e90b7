import { PerformanceObserver } from "node:perf_hooks";
import { getHeapSpaceStatistics, setFlagsFromString } from "node:v8";

/** Room for what a few frames leave behind: with less, collections take as long as drawing does. */
const YOUNG_BYTES = 2 * 1024 ** 2;

/**
 * V8 sizes its heap by the machine's memory, and would let 300 MiB of pages already taken over lie about while a
 * million keys stream through. Collecting a little more often costs less than what the terminal waits for anyway; but
 * the space for new objects, which V8 takes no limit for once it runs, is let grow until it holds a few frames.
 */
export function keepHeapSmall(): void {
  setFlagsFromString("--heap-growing-percent=35");
  holdYoungSpace();
  new PerformanceObserver(holdYoungSpace).observe({ entryTypes: ["gc"] });
}

function holdYoungSpace(): void {
  const young = getHeapSpaceStatistics().find(({ space_name: name }) => name === "new_space");
  const factor = (young?.space_size ?? 0) < YOUNG_BYTES ? 2 : 1;
  setFlagsFromString(`--semi-space-growth-factor=${factor.toString()}`);
}
