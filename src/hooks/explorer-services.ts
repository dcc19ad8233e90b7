import type { BucketSummary } from "../lib/s3/list-buckets.js";
import type { ObjectDescription } from "../lib/object/describe-object.js";
import type { HeadObjectInput } from "../lib/s3/head-object.js";
import type { ListEntriesInput, ListEntry } from "../lib/s3/list-entries.js";
import type { ListVersionsInput, VersionListEntry } from "../lib/s3/list-versions.js";
import type { createClient } from "../lib/s3/create-client.js";

export type Client = Awaited<ReturnType<typeof createClient>>;

/** What the explorer asks of a store, each bound to the client it runs on. */
export interface ExplorerServices {
  listBuckets(signal: AbortSignal): AsyncIterable<BucketSummary>;
  listEntryPages(input: ListEntriesInput, signal: AbortSignal): AsyncIterable<readonly ListEntry[]>;
  listVersionPages(input: ListVersionsInput, signal: AbortSignal): AsyncIterable<readonly VersionListEntry[]>;
  describeObject(input: HeadObjectInput, signal: AbortSignal): Promise<ObjectDescription>;
  /** The first bytes of an object that is not empty. */
  readStart(input: HeadObjectInput, sizeBytes: number, signal: AbortSignal): Promise<Uint8Array>;
}

/**
 * Bind the services to a client that is still being made: the first frame is drawn while the SDK loads. Each service
 * is loaded when it is first used.
 */
export function bindServices(client: Promise<Client>): ExplorerServices {
  return {
    async *listBuckets(signal) {
      const { listBuckets } = await import("../lib/s3/list-buckets.js");
      yield* listBuckets(await client, { signal });
    },
    async *listEntryPages(input, signal) {
      const { listEntryPages } = await import("../lib/s3/list-entries.js");
      yield* listEntryPages(await client, input, { signal });
    },
    async *listVersionPages(input, signal) {
      const { listVersionPages } = await import("../lib/s3/list-versions.js");
      yield* listVersionPages(await client, input, { signal });
    },
    async describeObject(input, signal) {
      const { describeObject } = await import("../lib/object/describe-object.js");
      return describeObject(await client, input, { signal });
    },
    async readStart(input, sizeBytes, signal) {
      const { readObject } = await import("../lib/object/read-object.js");
      const range = { startByte: 0, endByte: sizeBytes - 1 };
      return gather(readObject(await client, input, { range, signal }), sizeBytes);
    },
  };
}

// A store that ignores ranges sends the whole object: reading stops at what was asked for.
async function gather(chunks: AsyncIterable<Uint8Array>, sizeBytes: number): Promise<Uint8Array> {
  const kept: Uint8Array[] = [];
  let keptBytes = 0;
  for await (const chunk of chunks) {
    kept.push(chunk);
    keptBytes += chunk.byteLength;
    if (keptBytes >= sizeBytes) break;
  }
  return Buffer.concat(kept).subarray(0, sizeBytes);
}
