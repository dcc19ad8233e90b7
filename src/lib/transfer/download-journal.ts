import { open, readFile, rm, type FileHandle } from "node:fs/promises";
import type { CombinableAlgorithm } from "../wire/checksums/combine-crc.js";

/** What a download is of; another run goes on only when all of it is the same. */
export interface DownloadIdentity {
  readonly version: 1;
  readonly etag: string;
  readonly sizeBytes: number;
  readonly rangeBytes: number;
  /** Of the checksum kept with each range. */
  readonly algorithm: CombinableAlgorithm;
}

/** Ranges that are in the temporary file, by number from 1, with their raw checksums. */
export type FinishedRanges = Map<number, Buffer>;

/** The list of finished ranges beside a temporary file: one line is appended for each, so that a crash loses none. */
export interface DownloadJournal {
  readonly finished: FinishedRanges;
  append(number: number, checksum: Buffer): Promise<void>;
  close(): Promise<void>;
}

/**
 * Open a journal: with what an earlier run of the same download finished, or a new one. `finished` is what it says, not
 * proof: read the ranges and compare.
 */
export async function openDownloadJournal(
  journalPath: string,
  identity: DownloadIdentity,
): Promise<DownloadJournal> {
  const header = JSON.stringify(identity);
  const [found, ...lines] = (await readIfThere(journalPath)).split("\n");
  const continues = found === header;
  if (!continues) await rm(journalPath, { force: true });
  const handle = await open(journalPath, "a", 0o600);
  if (!continues) await handle.appendFile(`${header}\n`);
  return {
    finished: continues ? parseLines(lines) : new Map<number, Buffer>(),
    append: (number, checksum) => appendLine(handle, number, checksum),
    close: () => handle.close(),
  };
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw error;
  });
}

/** The line of a range; starts with a line end, in case a crash cut off the one before. */
async function appendLine(handle: FileHandle, number: number, checksum: Buffer): Promise<void> {
  await handle.appendFile(`\n${number.toString()} ${checksum.toString("hex")}\n`);
}

function parseLines(lines: readonly string[]): FinishedRanges {
  const finished: FinishedRanges = new Map();
  for (const line of lines) {
    const found = /^(\d+) ((?:[0-9a-f]{8}){1,2})$/.exec(line);
    if (found?.[1] !== undefined && found[2] !== undefined) {
      finished.set(Number(found[1]), Buffer.from(found[2], "hex"));
    }
  }
  return finished;
}
