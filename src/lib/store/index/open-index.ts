import { DatabaseSync } from "node:sqlite";
import { ConfigurationError, ConflictError } from "../../errors/s3kit-error.js";
import { applySchema } from "./schema.js";

/** 16 MiB of write-ahead log, then SQLite moves its pages to the index: well below the room kept free on the disk. */
const CHECKPOINT_PAGES = 2000;
const SQLITE_BUSY = 5;
const SQLITE_CORRUPT = 11;
const SQLITE_NOTADB = 26;

export interface OpenIndexOptions {
  /** Wait at each commit until the disk has it. Without, a crash of the system may lose the last commits, no more. */
  readonly fsync: boolean;
}

/**
 * Open or create the SQLite index and hold it alone: the lock belongs to the open file, so it ends with the process,
 * however that ends. 8 KiB pages keep most rows with small content in one page.
 * @throws ConflictError when another process holds it; ConfigurationError when it is no index, or a newer one
 */
export function openIndex(file: string, options: OpenIndexOptions): DatabaseSync {
  const db = openDatabase(file);
  try {
    // EXCLUSIVE before WAL: then SQLite needs no shared-memory file and keeps the lock (sqlite.org/wal.html §8).
    db.exec("PRAGMA locking_mode = EXCLUSIVE; PRAGMA page_size = 8192; PRAGMA auto_vacuum = INCREMENTAL");
    db.exec("PRAGMA journal_mode = WAL");
    db.exec(
      `PRAGMA synchronous = ${options.fsync ? "FULL" : "NORMAL"}; PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES}`,
    );
    db.exec("PRAGMA cache_size = -8192; BEGIN IMMEDIATE; COMMIT");
    applySchema(db, file);
    return db;
  } catch (error) {
    db.close();
    throw translateOpenError(error, file);
  }
}

function openDatabase(file: string): DatabaseSync {
  try {
    return new DatabaseSync(file, { timeout: 0 });
  } catch (error) {
    throw translateOpenError(error, file);
  }
}

function translateOpenError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !("errcode" in error)) return error;
  if (error.errcode === SQLITE_BUSY) {
    return new ConflictError(`${file} is in use by another process`, {
      code: "StoreInUse",
      hints: ["Stop the other s3kit store on this folder, or choose another folder."],
      cause: error,
    });
  }
  const damaged = error.errcode === SQLITE_CORRUPT || error.errcode === SQLITE_NOTADB;
  return new ConfigurationError(`${file} cannot be opened: ${error.message}`, {
    code: damaged ? "StoreDamaged" : "StoreUnusable",
    hints: [damaged ? "Restore the folder from a backup." : "Check that the folder exists and is writable."],
    cause: error,
  });
}
