import type { S3Client } from "@aws-sdk/client-s3";
import { isReserved } from "../../access/grants/key-safety.js";
import { listEntryPages } from "../../s3/list-entries.js";
import type { Workspace } from "../../workspace/registry/records.js";

/** Older than this, what a workspace holds is counted again while requests go on. */
const RECOUNT_MS = 30_000;
/** Before a request is refused, it is counted again unless that was just done: something may have been deleted. */
const JUST_COUNTED_MS = 1000;

interface Count {
  readonly bytes: number;
  readonly begunAt: number;
}

/**
 * What one workspace holds: counted by listing it, and between two countings what was let in since. Others write through
 * other gateways, so it is right to within the time between countings.
 */
export class WorkspaceUsage {
  readonly #client: S3Client;
  readonly #place: Pick<Workspace, "bucket" | "prefix">;
  readonly #onProblem: (error: unknown) => void;
  #count: Count | undefined;
  #counting: Promise<Count> | undefined;
  /** When, and how much. */
  #admitted: { readonly at: number; readonly bytes: number }[] = [];

  constructor(
    client: S3Client,
    { bucket, prefix }: Pick<Workspace, "bucket" | "prefix">,
    onProblem: (error: unknown) => void,
  ) {
    this.#client = client;
    this.#place = { bucket, prefix };
    this.#onProblem = onProblem;
  }

  /**
   * Let so many more bytes in, if there is room. Waits for the first counting, and for another one before it says no.
   *
   * @param sizeBytes undefined: only the store knows how many; then there has to be some room.
   * @returns what takes them out again, when nothing came of it; undefined: there is no room.
   */
  async admit(sizeBytes: number | undefined, quotaBytes: number): Promise<(() => void) | undefined> {
    const count = this.#count ?? (await this.#countAgain());
    const age = performance.now() - count.begunAt;
    if (this.#fits(sizeBytes, quotaBytes)) {
      if (age > RECOUNT_MS) this.countSoon();
      return this.#take(sizeBytes ?? 0);
    }
    if (age > JUST_COUNTED_MS) await this.#countAgain();
    return this.#fits(sizeBytes, quotaBytes) ? this.#take(sizeBytes ?? 0) : undefined;
  }

  /** Count again while requests go on: what was written was of a size that nobody told. */
  countSoon(): void {
    this.#countAgain().catch((error: unknown) => this.#onProblem(error));
  }

  #fits(sizeBytes: number | undefined, quotaBytes: number): boolean {
    const used = this.#admitted.reduce((sum, { bytes }) => sum + bytes, this.#count?.bytes ?? 0);
    return sizeBytes === undefined ? used < quotaBytes : used + sizeBytes <= quotaBytes;
  }

  #take(bytes: number): () => void {
    const admitted = { at: performance.now(), bytes };
    this.#admitted.push(admitted);
    return () => {
      this.#admitted = this.#admitted.filter((one) => one !== admitted);
    };
  }

  async #countAgain(): Promise<Count> {
    this.#counting ??= this.#list().finally(() => {
      this.#counting = undefined;
    });
    return this.#counting;
  }

  async #list(): Promise<Count> {
    const begunAt = performance.now();
    let bytes = 0;
    for await (const page of listEntryPages(this.#client, this.#place)) {
      for (const entry of page) {
        if (entry.kind === "object" && !isReserved(entry.key)) bytes += entry.sizeBytes;
      }
    }
    this.#count = { bytes, begunAt };
    // What came before is in the listing; what came since may not be.
    this.#admitted = this.#admitted.filter(({ at }) => at >= begunAt);
    return this.#count;
  }
}
