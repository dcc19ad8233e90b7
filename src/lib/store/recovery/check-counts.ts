import type { BlobUses } from "./blob-uses.js";
import { inTransaction, type CheckScope, type StoreFinding } from "./store-finding.js";

/** SQLite's own check of the index. What it finds cannot be repaired here. */
export function* checkIndex({ db }: CheckScope): Generator<StoreFinding> {
  for (const row of db.prepare("PRAGMA quick_check").all()) {
    const message = String(row["quick_check"]);
    if (message === "ok") return;
    yield {
      type: "finding",
      problem: "damaged-index",
      message: `index.db is damaged: ${message}`,
      path: "index.db",
      affected: [],
      repaired: false,
    };
  }
}

/** Compare how often each blob is said to be used with how often it is. */
export function* checkCounts({ db, repair }: CheckScope, uses: BlobUses): Generator<StoreFinding> {
  const correct = db.prepare("UPDATE blob SET refs = ? WHERE blob_id = ?");
  for (const { blobId, stored, actual } of uses.wrongCounts()) {
    const name = blobId.toString(16);
    const affected = stored === undefined ? uses.affected(blobId) : [];
    if (repair) {
      inTransaction(db, () => {
        if (stored === undefined) uses.removeUsers(blobId);
        else correct.run(actual, blobId);
      });
    }
    yield {
      type: "finding",
      problem: stored === undefined ? "missing-content" : "wrong-reference-count",
      message:
        stored === undefined
          ? `Blob ${name} is used ${actual} times but unknown to the index`
          : `Blob ${name} is used ${actual} times, not ${stored}`,
      path: undefined,
      affected,
      repaired: repair,
    };
  }
}
