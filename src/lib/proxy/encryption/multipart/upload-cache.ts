import type { Buffer } from "node:buffer";
import type { ChecksumAlgorithm } from "../../../wire/exchange.js";

/** An upload in parts, as every proxy in front of the store knows it. */
export interface OpenUpload {
  /** Where its state is kept: names no other upload. */
  readonly id: string;
  readonly key: string;
  readonly uploadId: string;
  /** The metadata that the object gets. */
  readonly metadata: string;
  readonly objectKey: Buffer;
  readonly checksum: UploadChecksum | undefined;
}

/** What the client wants known of the object's content. */
export interface UploadChecksum {
  readonly algorithm: ChecksumAlgorithm;
  readonly type: "COMPOSITE" | "FULL_OBJECT";
}

const MAX_UPLOADS = 1000;

/** Uploads that this proxy met lately, so that their parts need no look at the store. */
export class UploadCache {
  readonly #uploads = new Map<string, OpenUpload>();
  readonly #sweptAtMs = new Map<string, number>();

  find(id: string): OpenUpload | undefined {
    return this.#uploads.get(id);
  }

  keep(upload: OpenUpload): void {
    this.#uploads.set(upload.id, upload);
    if (this.#uploads.size <= MAX_UPLOADS) return;
    const [oldest = ""] = this.#uploads.keys();
    this.#uploads.delete(oldest);
  }

  drop(id: string): void {
    this.#uploads.delete(id);
  }

  /** Whether it is time to look for what uploads of a bucket have left behind; true at most once in `everyMs`. */
  isSweepDue(bucket: string, everyMs: number): boolean {
    const nowMs = Date.now();
    if (nowMs - (this.#sweptAtMs.get(bucket) ?? 0) < everyMs) return false;
    this.#sweptAtMs.set(bucket, nowMs);
    return true;
  }
}
