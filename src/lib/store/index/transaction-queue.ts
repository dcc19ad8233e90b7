import type { DatabaseSync } from "node:sqlite";
import { translateStorageError } from "../storage-error.js";

/** Most pieces of work in one transaction: bounds how long the event loop stands still. */
const MAX_BATCH = 128;

/** Given to work inside a transaction; what it registers runs once the transaction is safe, never after a rollback. */
export interface Transaction {
  afterCommit(action: () => void): void;
}

export interface TransactionQueue {
  /**
   * Run work in a transaction shared with what else is waiting; resolves when it is committed. Work that throws is
   * rolled back alone and rejects alone.
   */
  enqueue<T>(work: (transaction: Transaction) => T): Promise<T>;
  /** Run work in a transaction of its own, now. */
  run<T>(work: (transaction: Transaction) => T): T;
  /** Commit whatever waits. */
  flush(): void;
}

interface Waiting {
  /** Runs the work and keeps its result for `resolve`. */
  readonly attempt: (transaction: Transaction) => void;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Group commit: pieces of work that arrive in one turn of the event loop share a transaction, and so its cost (with
 * fsync, one wait for the disk). `beforeCommit` runs inside each transaction, last.
 */
export function createTransactionQueue(db: DatabaseSync, beforeCommit: () => void): TransactionQueue {
  const begin = db.prepare("BEGIN IMMEDIATE");
  const commit = db.prepare("COMMIT");
  const rollback = db.prepare("ROLLBACK");
  const savepoint = db.prepare("SAVEPOINT piece");
  const release = db.prepare("RELEASE piece");
  const undoPiece = db.prepare("ROLLBACK TO piece");
  let waiting: Waiting[] = [];

  function inTransaction<T>(work: (actions: (() => void)[]) => T): T {
    const actions: (() => void)[] = [];
    begin.run();
    let result: T;
    try {
      result = work(actions);
      beforeCommit();
      commit.run();
    } catch (error) {
      // SQLite itself has rolled back after some errors, such as a full disk.
      if (db.isTransaction) rollback.run();
      throw translateStorageError(error);
    }
    for (const action of actions) action();
    return result;
  }

  function attemptPiece(piece: Waiting, actions: (() => void)[]): boolean {
    const own: (() => void)[] = [];
    savepoint.run();
    try {
      piece.attempt({ afterCommit: (action) => own.push(action) });
    } catch (error) {
      if (!db.isTransaction) throw error;
      undoPiece.run();
      release.run();
      piece.reject(translateStorageError(error));
      return false;
    }
    release.run();
    actions.push(...own);
    return true;
  }

  function commitBatch(batch: readonly Waiting[]): void {
    let done: readonly Waiting[];
    try {
      done = inTransaction((actions) => batch.filter((piece) => attemptPiece(piece, actions)));
    } catch (error) {
      for (const piece of batch) piece.reject(error);
      return;
    }
    for (const piece of done) piece.resolve();
  }

  function flushSome(): void {
    const batch = waiting.slice(0, MAX_BATCH);
    waiting = waiting.slice(MAX_BATCH);
    if (waiting.length > 0) setImmediate(flushSome);
    if (batch.length > 0) commitBatch(batch);
  }

  return {
    enqueue<T>(work: (transaction: Transaction) => T): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        let settle: () => void = () => undefined;
        waiting.push({
          attempt: (transaction) => {
            const value = work(transaction);
            settle = () => resolve(value);
          },
          resolve: () => settle(),
          reject,
        });
        if (waiting.length === 1) setImmediate(flushSome);
      });
    },
    run: (work) => inTransaction((actions) => work({ afterCommit: (action) => actions.push(action) })),
    flush() {
      while (waiting.length > 0) flushSome();
    },
  };
}
