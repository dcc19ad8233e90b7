import { CHECKSUM_BYTES, CHECKSUM_HEADER, decodeBase64Exactly } from "../checksums/checksum-header.js";
import { createDigest, type Digest } from "../checksums/digest.js";
import type { DigestAlgorithm } from "../exchange.js";
import {
  checksumMismatch,
  contentMd5Mismatch,
  contentSha256Mismatch,
  entityTooLarge,
  entityTooSmall,
  incompleteBody,
  invalidChecksumHeader,
  malformedTrailer,
} from "./body-errors.js";
import type { BodyPlan } from "./body-plan.js";
import { ChunkSignatures } from "./chunk-signatures.js";
import { ChunkedDecoder } from "./chunked-decoder.js";

/** Below this, pieces of one read are joined: a client that frames every 100 bytes must not cost its readers a call for each. */
const SMALL_PIECE_BYTES = 8 * 1024;

/** Holds a body to its plan as it streams: bytes in, content out, digests on the way, verdict at the end. */
export class BodyChecker {
  /** Filled by {@link end}. */
  readonly digests = new Map<DigestAlgorithm, Buffer>();
  readonly #plan: BodyPlan;
  readonly #running: ReadonlyMap<DigestAlgorithm, Digest>;
  readonly #decoder: ChunkedDecoder | undefined;
  readonly #signatures: ChunkSignatures | undefined;
  readonly #trailers = new Map<string, string>();
  #pieces: Buffer[] = [];
  #contentBytes = 0;

  constructor(plan: BodyPlan, digests: readonly DigestAlgorithm[]) {
    this.#plan = plan;
    this.#running = new Map(
      neededDigests(plan, digests).map((algorithm) => [algorithm, createDigest(algorithm)]),
    );
    if (plan.framing === undefined) return;
    if (plan.framing.signing !== undefined) this.#signatures = new ChunkSignatures(plan.framing.signing);
    this.#decoder = new ChunkedDecoder({
      onData: (slice) => {
        this.#signatures?.update(slice);
        this.#takeContent(slice);
      },
      onChunkEnd: (signature) => this.#signatures?.endChunk(signature),
      onTrailer: (name, value) => {
        this.#takeTrailer(name, value);
      },
    });
  }

  /** The content in `bytes`; slices of it where they are large. @throws S3Error as soon as something is wrong. */
  write(bytes: Buffer): readonly Buffer[] {
    this.#pieces = [];
    if (this.#decoder === undefined) this.#takeContent(bytes);
    else this.#decoder.write(bytes);
    return coalesce(this.#pieces);
  }

  /** Compare everything that was promised. @throws S3Error naming the first promise that was broken. */
  end(): void {
    this.#decoder?.end();
    const { sizeBytes, sizeRange, sha256, contentMd5 } = this.#plan;
    const minBytes = sizeRange?.minBytes ?? 0;
    if (this.#contentBytes < minBytes) throw entityTooSmall(this.#contentBytes, minBytes);
    if (sizeBytes !== undefined && this.#contentBytes !== sizeBytes) throw incompleteBody();
    const trailing = this.#endTrailers();
    for (const [algorithm, digest] of this.#running) this.digests.set(algorithm, digest.digest());
    const computedSha256 = this.digests.get("SHA256")?.toString("hex");
    if (sha256 !== undefined && computedSha256 !== sha256)
      throw contentSha256Mismatch(sha256, computedSha256 ?? "");
    const md5 = this.digests.get("MD5");
    if (contentMd5 !== undefined && md5 !== undefined && !md5.equals(contentMd5)) {
      throw contentMd5Mismatch(contentMd5, md5);
    }
    this.#compareChecksum(trailing);
  }

  #takeContent(slice: Buffer): void {
    this.#contentBytes += slice.length;
    const { sizeBytes, sizeRange } = this.#plan;
    if (sizeBytes !== undefined && this.#contentBytes > sizeBytes) throw incompleteBody();
    const maxBytes = sizeRange?.maxBytes ?? Infinity;
    if (this.#contentBytes > maxBytes) throw entityTooLarge(this.#contentBytes, maxBytes);
    for (const digest of this.#running.values()) digest.update(slice);
    this.#pieces.push(slice);
  }

  #takeTrailer(name: string, value: string): void {
    if (this.#plan.framing?.trailer !== true || this.#trailers.has(name)) throw malformedTrailer();
    this.#trailers.set(name, value);
  }

  /** The checksum's raw value if it came as a trailer. Trailers must be exactly those that were announced. */
  #endTrailers(): Buffer | undefined {
    const signature = this.#trailers.get(TRAILER_SIGNATURE);
    this.#trailers.delete(TRAILER_SIGNATURE);
    const { checksum, framing } = this.#plan;
    const announced = checksum?.value === undefined ? checksum?.algorithm : undefined;
    if (framing?.trailer === true && (this.#trailers.size > 0 || signature !== undefined)) {
      const canonical = [...this.#trailers].map(([name, value]) => `${name}:${value}\n`).join("");
      this.#signatures?.endTrailers(canonical, signature);
    }
    if (this.#trailers.size !== (announced === undefined ? 0 : 1)) throw malformedTrailer();
    if (announced === undefined) return undefined;
    const name = CHECKSUM_HEADER[announced];
    const sent = this.#trailers.get(name);
    if (sent === undefined) throw malformedTrailer();
    const value = decodeBase64Exactly(sent, CHECKSUM_BYTES[announced]);
    if (value === undefined) throw invalidChecksumHeader(name);
    return value;
  }

  #compareChecksum(trailing: Buffer | undefined): void {
    const { checksum } = this.#plan;
    if (checksum === undefined) return;
    const declared = checksum.value ?? trailing;
    const computed = this.digests.get(checksum.algorithm);
    if (declared === undefined || computed?.equals(declared) !== true)
      throw checksumMismatch(checksum.algorithm);
  }
}

const TRAILER_SIGNATURE = "x-amz-trailer-signature";

function neededDigests(plan: BodyPlan, asked: readonly DigestAlgorithm[]): DigestAlgorithm[] {
  const needed = new Set(asked);
  if (plan.sha256 !== undefined) needed.add("SHA256");
  if (plan.contentMd5 !== undefined) needed.add("MD5");
  if (plan.checksum !== undefined) needed.add(plan.checksum.algorithm);
  return [...needed];
}

function coalesce(pieces: readonly Buffer[]): readonly Buffer[] {
  if (pieces.length < 2) return pieces;
  const totalBytes = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return totalBytes / pieces.length < SMALL_PIECE_BYTES ? [Buffer.concat(pieces, totalBytes)] : pieces;
}
