import { createReadStream } from "node:fs";
import { mkdtemp, open, rm } from "node:fs/promises";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import path from "node:path";

/** What a sync would remove, kept on disk until all of it is known and confirmed. */
export interface DeletionSpool {
  readonly count: number;
  readonly sizeBytes: number;
  add(deletion: SpooledDeletion): Promise<void>;
  /** All that was added, in order; after the last `add`. */
  read(): AsyncIterable<SpooledDeletion>;
  /** Remove it from disk. */
  discard(): Promise<void>;
}

/** A file's path or an object's key. */
export interface SpooledDeletion {
  readonly name: string;
  readonly sizeBytes: number;
}

const BATCH_LINES = 1000;

/** Memory: a thousand names. */
export async function createDeletionSpool(): Promise<DeletionSpool> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-sync-"));
  const file = path.join(folder, "deletions.ndjson");
  const handle = await open(file, "wx", 0o600);
  let lines: string[] = [];
  let count = 0;
  let sizeBytes = 0;
  const flush = async (): Promise<void> => {
    const text = lines.join("");
    lines = [];
    await handle.appendFile(text);
  };
  return {
    get count() {
      return count;
    },
    get sizeBytes() {
      return sizeBytes;
    },
    add: async (deletion) => {
      count += 1;
      sizeBytes += deletion.sizeBytes;
      lines.push(`${JSON.stringify([deletion.name, deletion.sizeBytes])}\n`);
      if (lines.length >= BATCH_LINES) await flush();
    },
    read: async function* () {
      await flush();
      for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Infinity })) {
        const [name, bytes] = JSON.parse(line) as [string, number];
        yield { name, sizeBytes: bytes };
      }
    },
    discard: async () => {
      await handle.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
