import type { DecipherGCM } from "node:crypto";
import { partContext } from "./contexts.js";
import { encryptionError } from "./encryption-failure.js";
import { checkCommitment, chunkDecipher, deriveMessageKeys, type MessageKeys } from "./message-keys.js";
import type { PlacedPart } from "./object-layout.js";
import type { ChunkSpan, RangePlan } from "./range-plan.js";
import { CHUNK_BYTES, HEADER_BYTES, SALT_BYTES, TAG_BYTES } from "./sizes.js";

/** One stretch of ciphertext of known length. */
type Step =
  | {
      readonly kind: "header";
      readonly sizeBytes: number;
      readonly part: PlacedPart;
      readonly keys: MessageKeys;
    }
  | {
      readonly kind: "chunk";
      readonly sizeBytes: number;
      readonly part: PlacedPart;
      readonly index: number;
      readonly keys: MessageKeys;
    }
  | { readonly kind: "tag"; readonly sizeBytes: number };

/**
 * Opens the bytes that a plan names, piece by piece. Gives only authentic plaintext, cut to the plan's range: a chunk
 * comes out when its tag was right, so at most one chunk of 16 KiB is held.
 */
export class RangeOpener {
  readonly #plan: RangePlan;
  readonly #steps: Iterator<Step, undefined>;
  #step: Step | undefined;
  #missingBytes = 0;
  #small: Buffer[] = [];
  #decipher: DecipherGCM | undefined;
  #chunk: { readonly start: number; readonly name: string } = { start: 0, name: "" };
  #held: Buffer[] = [];

  constructor(objectKey: Uint8Array, plan: RangePlan) {
    this.#plan = plan;
    this.#steps = stepsOf(objectKey, plan.spans);
    this.#advance();
  }

  /** Whether all that the plan names was read. */
  get isDone(): boolean {
    return this.#step === undefined;
  }

  /**
   * Take a piece; adds authentic plaintext to `opened`, and returns what of the piece lies behind the plan's end.
   *
   * @throws IntegrityError
   */
  open(piece: Buffer, opened: Buffer[]): Buffer {
    let rest = piece;
    while (rest.length > 0 && this.#step !== undefined) {
      const taken = rest.subarray(0, this.#missingBytes);
      this.#missingBytes -= taken.length;
      rest = rest.subarray(taken.length);
      this.#take(this.#step, taken);
      while (this.#step !== undefined && this.#missingBytes === 0) this.#complete(this.#step, opened);
    }
    return rest;
  }

  #take(step: Step, bytes: Buffer): void {
    if (step.kind === "chunk") this.#held.push(this.#decipherOf(step).update(bytes));
    else this.#small.push(bytes);
  }

  #complete(step: Step, opened: Buffer[]): void {
    if (step.kind === "header") checkHeader(step, this.#collected());
    else if (step.kind === "chunk") this.#decipherOf(step);
    else this.#release(this.#collected(), opened);
    this.#advance();
  }

  #advance(): void {
    const next = this.#steps.next();
    this.#step = next.done === true ? undefined : next.value;
    this.#missingBytes = this.#step?.sizeBytes ?? 0;
  }

  #collected(): Buffer {
    const [first, ...more] = this.#small;
    this.#small = [];
    return more.length === 0 && first !== undefined
      ? first
      : Buffer.concat([first ?? Buffer.alloc(0), ...more]);
  }

  #decipherOf({ keys, part, index }: Extract<Step, { kind: "chunk" }>): DecipherGCM {
    if (this.#decipher === undefined) {
      this.#decipher = chunkDecipher(keys, index);
      this.#chunk = {
        start: part.plaintextStart + index * CHUNK_BYTES,
        name:
          part.number === 0
            ? `chunk ${index.toString()}`
            : `chunk ${index.toString()} of part ${part.number.toString()}`,
      };
    }
    return this.#decipher;
  }

  #release(tag: Buffer, opened: Buffer[]): void {
    try {
      this.#decipher?.setAuthTag(tag).final();
    } catch (cause) {
      throw encryptionError("Damaged", `The object was changed: ${this.#chunk.name} is not authentic`, {
        cause,
      });
    }
    this.#decipher = undefined;
    let position = this.#chunk.start;
    for (const piece of this.#held) {
      const inRange = piece.subarray(
        Math.max(0, this.#plan.start - position),
        Math.max(0, this.#plan.end - position),
      );
      if (inRange.length > 0) opened.push(inRange);
      position += piece.length;
    }
    this.#held = [];
  }
}

function* stepsOf(objectKey: Uint8Array, spans: readonly ChunkSpan[]): Generator<Step, undefined> {
  for (const { part, firstChunk, lastChunk } of spans) {
    const keys = deriveMessageKeys(objectKey, partContext(part.number), part.salt);
    if (firstChunk === 0) yield { kind: "header", sizeBytes: HEADER_BYTES, part, keys };
    for (let index = firstChunk; index <= lastChunk; index += 1) {
      const sizeBytes = Math.min(CHUNK_BYTES, part.plaintextBytes - index * CHUNK_BYTES);
      yield { kind: "chunk", sizeBytes, part, index, keys };
      yield { kind: "tag", sizeBytes: TAG_BYTES };
    }
  }
  return undefined;
}

function checkHeader({ keys, part }: Extract<Step, { kind: "header" }>, header: Buffer): void {
  const what = part.number === 0 ? "The object's content" : `Part ${part.number.toString()} of the object`;
  if (!header.subarray(0, SALT_BYTES).equals(keys.salt)) {
    throw encryptionError("Damaged", `${what} is not the one that was put there`);
  }
  checkCommitment(keys, header.subarray(SALT_BYTES), what, "Damaged");
}
