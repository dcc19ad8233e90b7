import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Above this, buffers that nobody holds any more are looked for; above the second, also among those that lived long. */
const YOUNG_FROM_BYTES = 140 * 1024 * 1024;
const ALL_FROM_BYTES = 150 * 1024 * 1024;
/** So much may wait to be freed at any time. */
const FREE_BYTES = 20 * 1024 * 1024;
/** What must have been allocated since the last time to make another worth its while: less when there is hardly room left. */
const WORTHWHILE_BYTES = { usually: 4 * 1024 * 1024, almostFull: 1024 * 1024 } as const;
const ALMOST_FULL_BYTES = 170 * 1024 * 1024;
const CHECK_MS = 10;
/** A full collection takes 10 to 20 ms: no more than a quarter of the time goes into them. */
const ALL_EVERY_MS = 50;

/**
 * Keep a server's memory within 200 MiB while gigabytes a second pass through. Each read from a socket takes a new buffer
 * outside of V8's heap, which V8 does not count when it decides to collect: at 64 uploads at once a hundred megabytes of
 * them wait, dead. So collections are begun from here once the process has grown large; a quiet server pays nothing.
 *
 * @returns ends it.
 */
export function boundBuffers(): () => void {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as NodeJS.GCFunction;
  let [heldBytes, heldAfterAllBytes, allDoneMs] = [0, 0, 0];
  const collectYoung = (): void => {
    collect({ type: "minor" });
    heldBytes = process.memoryUsage().arrayBuffers;
  };
  const collectAll = (): void => {
    collect({ type: "major" });
    allDoneMs = performance.now();
    heldBytes = process.memoryUsage().arrayBuffers;
    heldAfterAllBytes = heldBytes;
  };
  const check = (): void => {
    const rssBytes = process.memoryUsage.rss();
    if (rssBytes < YOUNG_FROM_BYTES) return;
    const { usually, almostFull } = WORTHWHILE_BYTES;
    const worthwhileBytes = rssBytes > ALMOST_FULL_BYTES ? almostFull : usually;
    if (process.memoryUsage().arrayBuffers < Math.max(FREE_BYTES, heldBytes + worthwhileBytes)) return;
    collectYoung();
    const hasOld = heldBytes > Math.max(FREE_BYTES / 2, heldAfterAllBytes + worthwhileBytes);
    if (rssBytes > ALL_FROM_BYTES && hasOld && performance.now() - allDoneMs > ALL_EVERY_MS) collectAll();
  };
  const timer = setInterval(check, CHECK_MS).unref();
  return () => {
    clearInterval(timer);
  };
}
