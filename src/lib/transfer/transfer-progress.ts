/** Running totals of a transfer, and what was found so far to be done. */
export interface TransferProgress {
  /** Bytes that arrived; goes back when an attempt is repeated. */
  movedBytes: number;
  doneItems: number;
  failedItems: number;
  skippedItems: number;
  plannedItems: number;
  plannedBytes: number;
  /** False: there may be more to do than planned so far. */
  planComplete: boolean;
  readonly startedAtMs: number;
}

/** Progress of a run that begins now. @param now in milliseconds of `performance.now()` */
export function createTransferProgress(now: number = performance.now()): TransferProgress {
  return {
    movedBytes: 0,
    doneItems: 0,
    failedItems: 0,
    skippedItems: 0,
    plannedItems: 0,
    plannedBytes: 0,
    planComplete: false,
    startedAtMs: now,
  };
}
