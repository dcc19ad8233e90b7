/** What the process that gets killed writes, and how the test knows it again: content follows from key and number. */

export const WRITER_COUNT = 6;
const KEYS_EACH = 3;
const SIZES = [0, 10, 5000, 16_384, 20_000, 300_000];

/** `start` is printed before a write, `done` once it was acknowledged. `number` 0 is a delete. */
export interface WriteEvent {
  readonly event: "start" | "done";
  readonly key: string;
  readonly number: number;
}

export function writerKeys(writer: number): readonly string[] {
  return Array.from({ length: KEYS_EACH }, (_, index) => `writer-${String(writer)}/key-${String(index)}`);
}

export function contentOf(key: string, number: number): Buffer {
  return Buffer.alloc(SIZES[number % SIZES.length] ?? 0, `${key}:${String(number)}.`);
}
