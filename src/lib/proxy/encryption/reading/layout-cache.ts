import type { ObjectLayout } from "../../../crypto/object-layout.js";

/** What is known of an object that was read before. */
export interface KnownLayout {
  /** As the store has it. */
  readonly etag: string;
  readonly objectKey: Buffer;
  readonly layout: ObjectLayout;
}

/** Enough for the parts of 10 of the largest objects, or of some thousand usual ones: 20 MB. */
const MAX_PARTS = 100_000;

/**
 * Layouts of multipart objects read lately, so that a range takes one request. What is kept of an object holds for its ETag
 * alone, which every answer tells.
 */
export class LayoutCache {
  readonly #known = new Map<string, KnownLayout>();
  #parts = 0;

  find(name: string): KnownLayout | undefined {
    const known = this.#known.get(name);
    if (known === undefined) return undefined;
    this.#known.delete(name);
    this.#known.set(name, known);
    return known;
  }

  keep(name: string, known: KnownLayout): void {
    this.drop(name);
    this.#known.set(name, known);
    this.#parts += known.layout.parts.length;
    for (const oldest of this.#known.keys()) {
      if (this.#parts <= MAX_PARTS) return;
      this.drop(oldest);
    }
  }

  drop(name: string): void {
    this.#parts -= this.#known.get(name)?.layout.parts.length ?? 0;
    this.#known.delete(name);
  }
}
