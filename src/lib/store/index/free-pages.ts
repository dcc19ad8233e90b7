import type { DatabaseSync } from "node:sqlite";

/** Pages given back in one go: some milliseconds. */
const SLICE = 256;
/** Below this (8 MiB) free pages are kept for the next writes. */
const KEPT = 1024;

/**
 * Give the disk back what deleted content took in the index, a slice at a call, once it is more than a quarter of
 * the file. True when there is more to give back.
 */
export function giveBackFreePages(db: DatabaseSync): boolean {
  const free = readPragma(db, "freelist_count");
  if (free < Math.max(KEPT, readPragma(db, "page_count") / 4)) return false;
  db.exec(`PRAGMA incremental_vacuum(${SLICE})`);
  if (free - SLICE >= KEPT) return true;
  // The file gets shorter when the log is moved to it.
  db.exec("PRAGMA wal_checkpoint(PASSIVE)");
  return false;
}

function readPragma(db: DatabaseSync, name: string): number {
  return Number(db.prepare(`PRAGMA ${name}`).get()?.[name]);
}
