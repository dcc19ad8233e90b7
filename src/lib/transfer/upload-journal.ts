import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ChecksumAlgorithm } from "../wire/exchange.js";
import { acquireProcessLock } from "./process-lock.js";
import { stateFileName } from "./state-folder.js";

/** What another run needs to go on with an upload. */
export interface UploadRecord {
  readonly version: 1;
  readonly uploadId: string;
  readonly partSizeBytes: number;
  readonly sourceIdentity: string;
  /** Hash of the headers that the upload was started with. */
  readonly headersHash: string;
  readonly checksum: ChecksumAlgorithm | undefined;
}

/** The journal of one upload, held by this process alone until `close`. */
export interface UploadJournal {
  /** What an interrupted run left; undefined when there is nothing to go on with. */
  read(): Promise<UploadRecord | undefined>;
  write(record: UploadRecord): Promise<void>;
  remove(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Open the journal for copying one source to one place. Undefined while another process is at the same: it must not
 * share the upload.
 */
export async function openUploadJournal(
  folder: string,
  identifiers: readonly string[],
): Promise<UploadJournal | undefined> {
  const file = path.join(folder, stateFileName(identifiers, "upload.json"));
  const lock = await acquireProcessLock(`${file}.lock`);
  if (lock === undefined) return undefined;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return {
    read: () => readRecord(file),
    write: async (record) => {
      await writeFile(`${file}.new`, JSON.stringify(record), { mode: 0o600 });
      await rename(`${file}.new`, file);
    },
    remove: () => rm(file, { force: true }),
    close: () => lock.release(),
  };
}

async function readRecord(file: string): Promise<UploadRecord | undefined> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return text === undefined ? undefined : parseRecord(text);
}

/** A journal cut off by a crash, or of another version, is as good as none. */
function parseRecord(text: string): UploadRecord | undefined {
  try {
    const record = JSON.parse(text) as UploadRecord;
    return record.version === 1 && typeof record.uploadId === "string" ? record : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
