import type { Writable } from "node:stream";
import { PartialFailureError, S3kitError } from "../errors/s3kit-error.js";
import type { DeletedBatch, FailedDeletion, ObjectToDelete } from "../s3/delete-documents.js";
import { formatS3Uri } from "../s3/uri.js";
import { formatKey } from "./format-key.js";
import { formatCount, formatSize } from "./format-size.js";
import type { Output } from "./output.js";
import { createStatusLine, type StatusLine } from "./status-line.js";

/** What is being deleted, in words: one, and several. */
export type RemovalNoun = "object" | "version" | "upload";

/** Failures shown to people in full; JSON has them all. */
const SHOWN_FAILURES = 10;

/** Says what a removal does while it goes on, and what became of it at the end. */
export class RemovalReport {
  readonly #output: Output;
  readonly #noun: RemovalNoun;
  readonly #status: StatusLine;
  readonly #shown: string[] = [];
  #deletedCount = 0;
  #deletedBytes = 0;
  #failedCount = 0;

  constructor(output: Output, noun: RemovalNoun, stderr: Writable & { readonly isTTY?: boolean }) {
    this.#output = output;
    this.#noun = noun;
    this.#status = createStatusLine(stderr);
  }

  /** How many items the report has seen so far, deleted or not. */
  get itemCount(): number {
    return this.#deletedCount + this.#failedCount;
  }

  /** Take in a batch: an item for each under `--json`, a running count on a terminal. */
  async add(bucket: string, { deleted, failed }: DeletedBatch): Promise<void> {
    for (const item of deleted) {
      this.#deletedCount += 1;
      this.#deletedBytes += item.sizeBytes ?? 0;
      await this.#output.item(toRemovalDocument("deleted", bucket, item), "");
    }
    for (const failure of failed) await this.#addFailure(bucket, failure);
    this.#status.update(() => `Deleted ${this.#totals()}`);
  }

  /** Say the totals. @throws PartialFailureError when anything failed. */
  async end(): Promise<void> {
    this.#status.clear();
    await this.#output.summary(
      { deleted: this.#deletedCount, sizeBytes: this.#deletedBytes, failed: this.#failedCount },
      `Deleted ${this.#totals()}`,
    );
    if (this.#failedCount === 0) return;
    const more = this.#failedCount - this.#shown.length;
    const lines = more > 0 ? [...this.#shown, `and ${more.toString()} more`] : this.#shown;
    const failed = formatCount(this.#failedCount, this.#noun);
    throw new PartialFailureError(`${failed} could not be deleted\n${lines.join("\n")}`);
  }

  async #addFailure(bucket: string, { error, ...item }: FailedDeletion): Promise<void> {
    this.#failedCount += 1;
    const code = error instanceof S3kitError ? error.code : "Unknown";
    const message = error instanceof Error ? error.message : String(error);
    if (this.#shown.length < SHOWN_FAILURES) {
      this.#shown.push(`  ${formatKey(formatS3Uri({ bucket, key: item.key }))}: ${message}`);
    }
    await this.#output.item({ ...toRemovalDocument("failed", bucket, item), code, message }, "");
  }

  #totals(): string {
    return `${formatCount(this.#deletedCount, this.#noun)} (${formatSize(this.#deletedBytes)})`;
  }
}

/** One item of a removal as `--json` gives it. */
export function toRemovalDocument(
  type: "planned" | "deleted" | "failed",
  bucket: string,
  item: ObjectToDelete & { readonly uploadId?: string | undefined },
): object {
  const { key, versionId, uploadId, sizeBytes } = item;
  return { type, bucket, key, versionId, uploadId, sizeBytes };
}
