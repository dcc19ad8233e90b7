import type { DatabaseSync } from "node:sqlite";
import type { BlobFolder } from "../blobs/blob-folder.js";
import type { AffectedObject } from "./blob-uses.js";

export type StoreProblem =
  | "damaged-index"
  | "orphan-file"
  | "foreign-file"
  | "missing-content"
  | "wrong-size"
  | "wrong-content"
  | "wrong-reference-count";

export interface StoreFinding {
  readonly type: "finding";
  readonly problem: StoreProblem;
  /** What is wrong, in one sentence. */
  readonly message: string;
  /** File concerned, below the store's folder. */
  readonly path: string | undefined;
  /** Versions and parts that cannot be read because of it. */
  readonly affected: readonly AffectedObject[];
  readonly repaired: boolean;
}

/** What the single checks work on. */
export interface CheckScope {
  readonly dir: string;
  readonly db: DatabaseSync;
  readonly folder: BlobFolder;
  readonly repair: boolean;
  readonly rehash: boolean;
  /** Counted up by the checks. */
  readonly counts: { blobCount: number; sizeBytes: number };
}

/** Run work in a transaction of the checked index. */
export function inTransaction(db: DatabaseSync, work: () => void): void {
  db.exec("BEGIN IMMEDIATE");
  try {
    work();
    db.exec("COMMIT");
  } catch (error) {
    if (db.isTransaction) db.exec("ROLLBACK");
    throw error;
  }
}
