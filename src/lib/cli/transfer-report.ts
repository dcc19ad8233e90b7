import { ConflictError, PartialFailureError, S3kitError } from "../errors/s3kit-error.js";
import { formatKey } from "./format-key.js";
import { formatCount, formatSize } from "./format-size.js";
import type { Output } from "./output.js";
import type { ProgressDisplay } from "./transfer-progress.js";

/** What became of one item, as the report shows it. */
export interface ReportedItem {
  readonly operation: string;
  readonly status: "done" | "skipped" | "failed" | "planned";
  readonly source: string;
  readonly target: string | undefined;
  readonly sizeBytes: number;
  readonly error?: unknown;
}

/** Failures shown to people in full; JSON has them all. */
const SHOWN_FAILURES = 20;

const PAST: Readonly<Record<string, string>> = {
  upload: "uploaded",
  download: "downloaded",
  copy: "copied",
  relay: "copied",
  delete: "deleted",
  move: "moved",
};

/** Says what a transfer did, item by item, and what it adds up to; the one that knows how to end the command. */
export class TransferReport {
  readonly #output: Output;
  readonly #display: ProgressDisplay | undefined;
  readonly #startedAtMs = performance.now();
  readonly #shown: string[] = [];
  readonly #counts = { done: 0, skipped: 0, failed: 0, planned: 0 };
  #doneBytes = 0;
  #plannedBytes = 0;
  #deletedCount = 0;
  #deletedBytes = 0;
  readonly #silent: boolean;
  #only: unknown;

  /** @param silent stdout carries the bytes themselves: no lines, not even the last. */
  constructor(output: Output, display: ProgressDisplay | undefined, silent = false) {
    this.#output = output;
    this.#display = display;
    this.#silent = silent;
  }

  get failedCount(): number {
    return this.#counts.failed;
  }

  /** Take in one item, and say it. */
  add(item: ReportedItem): Promise<void> | undefined {
    this.#counts[item.status] += 1;
    if (item.operation === "delete") this.#countDeletion(item);
    else if (item.status === "done") this.#doneBytes += item.sizeBytes;
    else if (item.status === "planned") this.#plannedBytes += item.sizeBytes;
    if (item.status === "failed" || item.status === "skipped") this.#only = item.error;
    if (item.status === "failed") this.#keepFailure(item);
    if (this.#silent) return undefined;
    this.#display?.clear();
    return this.#output.item(toDocument(item), () => toLine(item));
  }

  /**
   * Say the totals.
   *
   * @throws what went wrong when there was one item only; PartialFailureError when some of several failed.
   */
  async end(facts: object = {}): Promise<void> {
    this.#display?.stop();
    if (this.#silent) return;
    await this.#output.summary(
      {
        transferred: this.#counts.done - this.#deletedCount,
        sizeBytes: this.#doneBytes,
        skipped: this.#counts.skipped,
        failed: this.#counts.failed,
        deleted: this.#deletedCount,
        durationMs: Math.round(performance.now() - this.#startedAtMs),
        ...facts,
      },
      () => this.#totals(),
    );
    this.#throwIfAny();
  }

  /** Say what a dry run found. */
  async endPlan(facts: object = {}): Promise<void> {
    const { planned, skipped, failed } = this.#counts;
    await this.#output.summary(
      {
        dryRun: true,
        planned: planned - this.#deletedCount,
        sizeBytes: this.#plannedBytes,
        skipped,
        failed,
        deleted: this.#deletedCount,
        ...facts,
      },
      () => {
        const transfer = `transfer ${formatCount(planned - this.#deletedCount, "item")} (${formatSize(this.#plannedBytes)})`;
        return `Would ${[transfer, ...this.#deletionWords("delete")].join(", ")}${this.#problemWords()}`;
      },
    );
    this.#throwIfAny();
  }

  #totals(): string {
    const seconds = (performance.now() - this.#startedAtMs) / 1000;
    const count = this.#counts.done - this.#deletedCount;
    const rate = `${formatSize(Math.round(this.#doneBytes / seconds))}/s`;
    const words = `Transferred ${formatCount(count, "item")} (${formatSize(this.#doneBytes)}) in ${seconds.toFixed(1)} s, ${rate}`;
    return `${[words, ...this.#deletionWords("deleted")].join(", ")}${this.#problemWords()}`;
  }

  #deletionWords(verb: string): readonly string[] {
    if (this.#deletedCount === 0) return [];
    return [`${verb} ${formatCount(this.#deletedCount, "item")} (${formatSize(this.#deletedBytes)})`];
  }

  #problemWords(): string {
    const skipped =
      this.#counts.skipped === 0 ? "" : `, skipped ${this.#counts.skipped.toLocaleString("en-US")}`;
    return this.#counts.failed === 0 ? skipped : `${skipped}, ${formatCount(this.#counts.failed, "failure")}`;
  }

  #countDeletion({ status, sizeBytes }: ReportedItem): void {
    if (status !== "done" && status !== "planned") return;
    this.#deletedCount += 1;
    this.#deletedBytes += sizeBytes;
  }

  #keepFailure({ source, error }: ReportedItem): void {
    if (this.#shown.length >= SHOWN_FAILURES) return;
    const message = error instanceof Error ? error.message : String(error);
    this.#shown.push(
      message.includes(source) ? `  ${formatKey(message)}` : `  ${formatKey(source)}: ${formatKey(message)}`,
    );
  }

  #throwIfAny(): void {
    const { done, skipped, failed, planned } = this.#counts;
    const total = done + skipped + failed + planned;
    if (total === 1 && failed === 1 && this.#only instanceof S3kitError) throw this.#only;
    if (total === 1 && this.#only instanceof ConflictError && isTaken(this.#only)) throw this.#only;
    if (failed === 0) return;
    const more = failed - this.#shown.length;
    const lines = more > 0 ? [...this.#shown, `  and ${more.toString()} more`] : this.#shown;
    throw new PartialFailureError(
      `${failed.toLocaleString("en-US")} of ${formatCount(total, "item")} failed\n${lines.join("\n")}`,
    );
  }
}

/** One thing was asked for, and it was not done because something is there: that is no success. */
function isTaken({ code }: S3kitError): boolean {
  return code === "ObjectExists" || code === "FileExists";
}

function toDocument({ operation, status, source, target, sizeBytes, error }: ReportedItem): object {
  const type = status === "done" ? (PAST[operation] ?? operation) : status;
  const known = error instanceof S3kitError ? error : undefined;
  const message = error instanceof Error ? error.message : undefined;
  return { type, operation, source, target, sizeBytes, code: known?.code, message };
}

function toLine({ operation, status, source, target, sizeBytes, error }: ReportedItem): string {
  if (status === "failed") return "";
  if (status === "skipped") {
    const message = error instanceof Error ? error.message : "";
    return message.includes(source)
      ? `skipped ${formatKey(message)}`
      : `skipped ${formatKey(source)}: ${formatKey(message)}`;
  }
  const verb =
    status === "planned"
      ? `would ${operation === "relay" ? "copy" : operation}`
      : (PAST[operation] ?? operation);
  const size = status === "planned" ? ` (${formatSize(sizeBytes)})` : "";
  return target === undefined
    ? `${verb} ${formatKey(source)}${size}`
    : `${verb} ${formatKey(source)} to ${formatKey(target)}${size}`;
}
