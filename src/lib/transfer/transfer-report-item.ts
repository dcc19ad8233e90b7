import type { Outcome } from "./run-transfers.js";
import { itemBytes, sourceName, targetName, type Planned } from "./transfer-item.js";

/** One item as it is told to the user: what was done, or would be, from where to where. */
export interface TransferReportItem {
  readonly operation: "upload" | "download" | "copy" | "relay" | "move" | "delete" | "none";
  readonly status: "done" | "skipped" | "failed" | "planned";
  readonly source: string;
  readonly target: string | undefined;
  readonly sizeBytes: number;
  /** Why it failed or was skipped, translated. */
  readonly error?: unknown;
}

/** Told of each item as it ends; a promise holds back what comes next. */
export type ItemListener = (item: TransferReportItem) => Promise<void> | void | undefined;

/** What is told of an item that has ended. */
export function reportOutcome({ item, status, error }: Outcome, moves: boolean): TransferReportItem {
  return { ...describe(item, moves), status, ...(error === undefined ? {} : { error }) };
}

/** An item that would be transferred, in a dry run. */
export function reportPlanned(item: Planned, moves: boolean): TransferReportItem {
  return { ...describe(item, moves), status: "planned" };
}

function describe(item: Planned, moves: boolean): Omit<TransferReportItem, "status"> {
  return {
    operation: item.kind === "refusal" ? "none" : moves ? "move" : item.kind,
    source: sourceName(item),
    target: targetName(item),
    sizeBytes: itemBytes(item),
  };
}
