import type { Writable } from "node:stream";
import { IntegrityError, S3kitError } from "../errors/s3kit-error.js";
import type { MaintainedObject } from "../proxy/maintenance/walk-objects.js";
import { formatS3Uri } from "../s3/uri.js";
import { FailureList } from "./failure-list.js";
import { formatKey } from "./format-key.js";
import { formatCount, formatSize } from "./format-size.js";
import type { Output } from "./output.js";
import { createStatusLine, type StatusLine } from "./status-line.js";

/** What the states of objects are called in a command. */
export type StatusWords = Readonly<Record<MaintainedObject["status"], string>>;

export interface MaintenanceReportInput {
  readonly output: Output;
  readonly bucket: string;
  readonly words: StatusWords;
  /** States that are told of for each object; the others are only counted. */
  readonly shown: ReadonlySet<MaintainedObject["status"]>;
  readonly stderr: Writable & { readonly isTTY?: boolean };
}

/** Says what becomes of encrypted objects as it happens, and at the end how many of each kind there were. */
export class MaintenanceReport {
  readonly #input: MaintenanceReportInput;
  readonly #failures = new FailureList("object");
  readonly #counts = new Map<MaintainedObject["status"], number>();
  readonly #status: StatusLine;
  #bytes = 0;
  #objects = 0;
  #integrityFailures = 0;
  #lastKey: string | undefined;

  constructor(input: MaintenanceReportInput) {
    this.#input = input;
    this.#status = createStatusLine(input.stderr);
  }

  /** Whether there were objects, and all of one kind. */
  areAll(status: MaintainedObject["status"]): boolean {
    return this.#objects > 0 && this.#counts.get(status) === this.#objects;
  }

  /** The last object that is done with: what an interrupted run goes on after. */
  get lastKey(): string | undefined {
    return this.#lastKey;
  }

  async add(object: MaintainedObject): Promise<void> {
    const { key, versionId, sizeBytes, status, keyId, error } = object;
    const { output, bucket, words, shown } = this.#input;
    const name = formatS3Uri({ bucket, key });
    this.#objects += 1;
    this.#bytes += sizeBytes;
    this.#counts.set(status, (this.#counts.get(status) ?? 0) + 1);
    if (status === "failed") {
      this.#failures.add(name, error);
      if (error instanceof IntegrityError) this.#integrityFailures += 1;
    }
    this.#lastKey = key;
    const failure = error instanceof S3kitError ? { code: error.code, message: error.message } : {};
    const document = { type: words[status], bucket, key, versionId, sizeBytes, keyId, ...failure };
    const reason = error instanceof Error ? `: ${error.message}` : "";
    const version = versionId === undefined ? "" : ` (version ${versionId})`;
    const line = () => `${words[status].padEnd(11)} ${formatKey(name)}${version}${reason}`;
    await output.item(document, shown.has(status) ? line : "");
    this.#status.update(() => this.#totals());
  }

  /**
   * Say the totals.
   *
   * @throws IntegrityError (exit status 11) when the content or the key of any object was wrong; PartialFailureError when
   * others failed; for one object, what went wrong with it.
   */
  async end(): Promise<void> {
    this.#status.clear();
    const { words, output } = this.#input;
    const counts = Object.fromEntries([...this.#counts].map(([status, count]) => [words[status], count]));
    await output.summary({ objects: this.#objects, sizeBytes: this.#bytes, ...counts }, this.#totals());
    if (this.#integrityFailures > 0 && this.#objects > 1) {
      const failed = formatCount(this.#integrityFailures, "object");
      throw new IntegrityError(
        `${failed} of ${this.#objects.toString()} could not be opened or ${this.#integrityFailures === 1 ? "was" : "were"} changed`,
      );
    }
    this.#failures.throwIfAny(this.#objects);
  }

  #totals(): string {
    const { words } = this.#input;
    const parts = [...this.#counts].map(([status, count]) => `${count.toString()} ${words[status]}`);
    return `${formatCount(this.#objects, "object")} (${formatSize(this.#bytes)}): ${parts.join(", ") || "nothing to do"}`;
  }
}
