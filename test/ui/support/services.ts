import { bindServices, type ExplorerServices } from "../../../src/hooks/explorer-services.js";
import type { ListEntry } from "../../../src/lib/s3/list-entries.js";

/** Services on a client that never comes: whatever a test does not lay out waits for ever. */
export function waitingServices(given: Partial<ExplorerServices>): ExplorerServices {
  return { ...bindServices(new Promise(() => undefined)), ...given };
}

/** Pages of made-up objects, for what is to be measured on more rows than a test can write to a store. */
export async function* objectPages(count: number, pageSize = 1000): AsyncGenerator<readonly ListEntry[]> {
  for (let start = 0; start < count; start += pageSize) {
    const length = Math.min(pageSize, count - start);
    yield Array.from({ length }, (_, i) => objectEntry(start + i));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function objectEntry(number: number): ListEntry {
  return {
    kind: "object",
    key: `part-${number.toString().padStart(8, "0")}.parquet`,
    sizeBytes: (number * 7919) % 1_000_003,
    lastModified: new Date(1_700_000_000_000 + number * 1000),
    etag: "0",
    storageClass: "STANDARD",
  };
}
