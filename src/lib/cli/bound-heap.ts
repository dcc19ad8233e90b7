import { setFlagsFromString } from "node:v8";

/**
 * Keep the heap's young generation at the size it has by now. Long listings and transfers make garbage faster than
 * anything lives, for which V8 would let it grow to a hundred megabytes without being any quicker.
 *
 * @see https://v8.dev/blog/trash-talk
 */
export function boundHeap(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}

/**
 * Besides {@link boundHeap}, collect the old generation a little more often: where listings, manifests and transfers go on
 * at once, V8 would let a hundred megabytes of what is over lie about.
 */
export function boundOldHeap(): void {
  setFlagsFromString("--heap-growing-percent=30");
}
