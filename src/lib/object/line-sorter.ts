import { openSync, closeSync, readSync, rmSync, writeSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

export interface LineSorter {
  add(rank: number, line: string): void;
  /** All lines by rank, lowest first; those of one rank in the order they came. */
  sorted(options: { readonly reverse: boolean }): Iterable<string>;
  /** Remove the temporary file. */
  dispose(): void;
}

const WRITE_BYTES = 256 * 1024;

/**
 * Sort lines that may not fit in memory: they wait in a temporary file, only a rank and a position of each stay in
 * memory (about 24 bytes a line). Call `dispose` when done.
 */
export function createLineSorter(): LineSorter {
  const folder = mkdtempSync(path.join(tmpdir(), "s3kit-sort-"));
  const file = openSync(path.join(folder, "lines"), "w+", 0o600);
  const ranks: number[] = [];
  /** Where each line ends; it starts where the one before ends. */
  const ends: number[] = [];
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  let written = 0;
  const write = (): void => {
    const chunk = Buffer.concat(waiting, waitingBytes);
    for (let at = 0; at < chunk.length;) at += writeSync(file, chunk, at);
    written += waitingBytes;
    waiting = [];
    waitingBytes = 0;
  };
  return {
    add(rank, line) {
      const bytes = Buffer.from(line);
      waiting.push(bytes);
      waitingBytes += bytes.length;
      ranks.push(rank);
      ends.push(written + waitingBytes);
      if (waitingBytes >= WRITE_BYTES) write();
    },
    *sorted({ reverse }) {
      write();
      for (const index of orderOf(ranks, reverse)) {
        const start = index === 0 ? 0 : (ends[index - 1] ?? 0);
        const line = Buffer.allocUnsafe((ends[index] ?? 0) - start);
        readSync(file, line, 0, line.length, start);
        yield line.toString("utf8");
      }
    },
    dispose() {
      closeSync(file);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function orderOf(ranks: readonly number[], reverse: boolean): Uint32Array {
  const order = Uint32Array.from(ranks.keys());
  const sign = reverse ? -1 : 1;
  return order.sort((a, b) => sign * ((ranks[a] ?? 0) - (ranks[b] ?? 0)) || a - b);
}
