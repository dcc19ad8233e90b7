import { Transform, type TransformCallback } from "node:stream";
import { encryptionError } from "./encryption-failure.js";
import { joinPieces } from "./join-pieces.js";
import type { ObjectLayout } from "./object-layout.js";
import { planWhole, type RangePlan } from "./range-plan.js";
import { RangeOpener } from "./range-opener.js";
import { FOOTER_BYTES } from "./sizes.js";
import { openSummary } from "./trailer.js";

export interface RangeOpenerOptions {
  /** Skip what comes after the planned bytes (the range was asked for before the object's size was known). Default: refuse it. */
  readonly ignoreSurplus?: boolean | undefined;
}

/**
 * Takes the bytes `sealedStart` to `sealedEnd` of a body, gives the plan's range of the plaintext. Only authentic bytes
 * come out; fails with an IntegrityError at the first that are not, and when bytes are missing. Memory: one chunk.
 */
export function createRangeOpener(
  objectKey: Uint8Array,
  plan: RangePlan,
  { ignoreSurplus = false }: RangeOpenerOptions = {},
): Transform {
  const opener = new RangeOpener(objectKey, plan);
  return new Opening({
    take: (piece, opened) => {
      const surplus = opener.open(piece, opened);
      if (surplus.length > 0 && !ignoreSurplus) throw addedTo();
    },
    end: () => {
      if (!opener.isDone) throw cutShort();
      return [];
    },
  });
}

/**
 * Takes a whole body, gives the whole plaintext. The last bytes come out when the sealed summary at the body's end has
 * agreed with the layout. Memory: two chunks and the footer.
 */
export function createObjectOpener(objectKey: Uint8Array, layout: ObjectLayout): Transform {
  const opener = new RangeOpener(objectKey, planWhole(layout));
  const trailer = new TrailerCheck(objectKey, layout);
  let held: Buffer[] = [];
  return new Opening({
    take: (piece, opened) => {
      const fresh: Buffer[] = [];
      trailer.take(opener.open(piece, fresh));
      if (fresh.length === 0) return;
      opened.push(...held, ...fresh.slice(0, -1));
      held = fresh.slice(-1);
    },
    end: () => {
      if (!opener.isDone) throw cutShort();
      trailer.check();
      return held;
    },
  });
}

/** Keeps the footer of what comes after the parts, and counts the rest. */
class TrailerCheck {
  readonly #objectKey: Uint8Array;
  readonly #layout: ObjectLayout;
  readonly #footer = Buffer.alloc(FOOTER_BYTES);
  #missingBytes: number;

  constructor(objectKey: Uint8Array, layout: ObjectLayout) {
    this.#objectKey = objectKey;
    this.#layout = layout;
    this.#missingBytes = layout.storedBytes - layout.dataBytes;
  }

  take(piece: Buffer): void {
    if (piece.length > this.#missingBytes) throw addedTo();
    const footerStart = this.#missingBytes - FOOTER_BYTES;
    piece.subarray(Math.max(0, footerStart)).copy(this.#footer, Math.max(0, -footerStart));
    this.#missingBytes -= piece.length;
  }

  check(): void {
    if (this.#missingBytes > 0) throw cutShort();
    const { storedBytes, parts, plaintextBytes, dataBytes } = this.#layout;
    const summary = openSummary(this.#objectKey, this.#footer, storedBytes);
    const agrees =
      summary.partCount === parts.length &&
      summary.plaintextBytes === plaintextBytes &&
      summary.dataBytes === dataBytes &&
      summary.firstPartNumber === parts[0]?.number &&
      summary.firstSalt.equals(parts[0].salt);
    if (!agrees) throw encryptionError("Damaged", "The object's content contradicts its summary");
  }
}

interface Steps {
  take(piece: Buffer, opened: Buffer[]): void;
  end(): readonly Buffer[];
}

class Opening extends Transform {
  readonly #steps: Steps;

  constructor(steps: Steps) {
    super();
    this.#steps = steps;
  }

  override _transform(piece: Buffer, _encoding: BufferEncoding, done: TransformCallback): void {
    const opened: Buffer[] = [];
    let failure: Error | null = null;
    try {
      this.#steps.take(piece, opened);
    } catch (error) {
      failure = error as Error;
    }
    if (opened.length > 0) this.push(joinPieces(opened));
    done(failure);
  }

  override _flush(done: TransformCallback): void {
    try {
      for (const plaintext of this.#steps.end()) this.push(plaintext);
    } catch (error) {
      done(error as Error);
      return;
    }
    done();
  }
}

function cutShort() {
  return encryptionError("Damaged", "The object is cut short");
}

function addedTo() {
  return encryptionError("Damaged", "There is more than the object's content");
}
