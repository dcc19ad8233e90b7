import type { Writable } from "node:stream";
import { PartialFailureError, S3kitError } from "../errors/s3kit-error.js";
import type { FailedDeletion } from "../s3/delete-documents.js";
import { formatS3Uri } from "../s3/uri.js";
import { formatKey } from "./format-key.js";
import { formatCount } from "./format-size.js";
import type { Output } from "./output.js";
import { createStatusLine, type StatusLine } from "./status-line.js";

/** Failures shown to people in full; JSON has them all. */
const SHOWN_FAILURES = 10;

/** Says which deleted objects are back while it goes on, and what became of it at the end. */
export class UndeleteReport {
  readonly #output: Output;
  readonly #bucket: string;
  readonly #status: StatusLine;
  readonly #shown: string[] = [];
  #restoredCount = 0;
  #markerCount = 0;
  #failedCount = 0;

  constructor(output: Output, bucket: string, stderr: Writable & { readonly isTTY?: boolean }) {
    this.#output = output;
    this.#bucket = bucket;
    this.#status = createStatusLine(stderr);
  }

  /** Take in a batch: an item for each object under `--json`, a running count on a terminal. */
  async add(batch: {
    readonly keys: readonly string[];
    readonly markerCount: number;
    readonly failed: readonly FailedDeletion[];
  }): Promise<void> {
    this.#markerCount += batch.markerCount;
    this.#restoredCount += batch.keys.length;
    for (const key of batch.keys)
      await this.#output.item({ type: "undeleted", bucket: this.#bucket, key }, "");
    for (const failure of batch.failed) await this.#addFailure(failure);
    this.#status.update(() => this.#words());
  }

  /** Say the totals. @throws PartialFailureError when anything failed. */
  async end(): Promise<void> {
    this.#status.clear();
    await this.#output.summary(
      { undeleted: this.#restoredCount, markers: this.#markerCount, failed: this.#failedCount },
      this.#words(),
    );
    if (this.#failedCount === 0) return;
    const failed = formatCount(this.#failedCount, "delete marker");
    throw new PartialFailureError(`${failed} could not be removed\n${this.#shown.join("\n")}`);
  }

  async #addFailure({ key, versionId, error }: FailedDeletion): Promise<void> {
    this.#failedCount += 1;
    const code = error instanceof S3kitError ? error.code : "Unknown";
    const message = error instanceof Error ? error.message : String(error);
    const bucket = this.#bucket;
    if (this.#shown.length < SHOWN_FAILURES)
      this.#shown.push(`  ${formatKey(formatS3Uri({ bucket, key }))}: ${message}`);
    await this.#output.item({ type: "failed", bucket, key, versionId, code, message }, "");
  }

  #words(): string {
    return `Brought back ${formatCount(this.#restoredCount, "object")}`;
  }
}
