import { incompleteBody, malformedChunk, malformedTrailer } from "./body-errors.js";

/** What a decoder finds, in the order of the body. */
export interface ChunkListener {
  /** A slice of the bytes written, not a copy; never empty. */
  onData(slice: Buffer): void;
  /** A chunk is complete, the last and empty one too. `signature` is what its header claims. */
  onChunkEnd(signature: string | undefined): void;
  /** One line after the last chunk, name in lower case. */
  onTrailer(name: string, value: string): void;
}

const MAX_CHUNK_HEADER_BYTES = 1024;
const MAX_TRAILER_BYTES = 16 * 1024;
const LF = 0x0a;

type State = "header" | "data" | "data-end" | "trailer";

/**
 * Takes aws-chunked framing off, however the bytes are cut: `hex-size[;chunk-signature=…] CRLF data CRLF`, a chunk of
 * size 0, trailers, an empty line. Copies nothing and keeps at most one unfinished line.
 *
 * Chunks are read strictly. Trailer lines may end in LF, and empty lines may stand among them: the S3 API
 * Reference prints both, and clients write what it prints.
 *
 * Source: S3 API Reference, "Signature Calculations for the Authorization Header: Transferring Payload in Multiple
 * Chunks" and "… Including Trailing Headers".
 */
export class ChunkedDecoder {
  readonly #listener: ChunkListener;
  #state: State = "header";
  #line = "";
  #dataLeftBytes = 0;
  #signature: string | undefined;
  #trailerBytes = 0;

  constructor(listener: ChunkListener) {
    this.#listener = listener;
  }

  /** @throws S3Error `InvalidRequest` or `MalformedTrailerError` at the first byte that cannot be. */
  write(bytes: Buffer): void {
    let at = 0;
    while (at < bytes.length) {
      at = this.#state === "data" ? this.#takeData(bytes, at) : this.#takeLine(bytes, at);
    }
  }

  /** @throws S3Error `IncompleteBody` when the last chunk was not seen. */
  end(): void {
    if (this.#state !== "trailer" || this.#line !== "") throw incompleteBody();
  }

  #takeData(bytes: Buffer, at: number): number {
    const end = Math.min(bytes.length, at + this.#dataLeftBytes);
    this.#dataLeftBytes -= end - at;
    if (this.#dataLeftBytes === 0) this.#state = "data-end";
    this.#listener.onData(bytes.subarray(at, end));
    return end;
  }

  #takeLine(bytes: Buffer, at: number): number {
    const newline = bytes.indexOf(LF, at);
    const end = newline === -1 ? bytes.length : newline + 1;
    this.#requireBounded(end - at);
    this.#line += bytes.toString("latin1", at, end);
    if (newline !== -1) {
      const line = this.#line;
      this.#line = "";
      this.#readLine(line);
    }
    return end;
  }

  #requireBounded(moreBytes: number): void {
    if (this.#state === "trailer") {
      this.#trailerBytes += moreBytes;
      if (this.#trailerBytes > MAX_TRAILER_BYTES) throw malformedTrailer();
      return;
    }
    const limit = this.#state === "header" ? MAX_CHUNK_HEADER_BYTES : 2;
    if (this.#line.length + moreBytes > limit) throw malformedChunk("a line is too long");
  }

  #readLine(line: string): void {
    switch (this.#state) {
      case "header":
        this.#readHeader(line);
        break;
      case "data-end":
        if (line !== "\r\n") throw malformedChunk("no CRLF after a chunk's data");
        this.#state = "header";
        this.#listener.onChunkEnd(this.#signature);
        break;
      case "trailer":
        this.#readTrailer(line);
        break;
      case "data":
        break;
    }
  }

  #readHeader(line: string): void {
    const [, size, extensions] = /^([0-9a-fA-F]{1,13})((?:;[!-~]+)?)\r\n$/.exec(line) ?? [];
    if (size === undefined || extensions === undefined)
      throw malformedChunk("a chunk header is not hex-size CRLF");
    this.#dataLeftBytes = Number.parseInt(size, 16);
    this.#signature = /^;chunk-signature=([0-9a-fA-F]+)$/.exec(extensions)?.[1];
    if (this.#dataLeftBytes > 0) {
      this.#state = "data";
      return;
    }
    this.#state = "trailer";
    this.#listener.onChunkEnd(this.#signature);
  }

  #readTrailer(line: string): void {
    const text = line.replace(/\r?\n$/, "");
    if (text === "") return;
    const [, name, value] = /^([A-Za-z0-9-]+):([\t -~]*)$/.exec(text) ?? [];
    if (name === undefined || value === undefined) throw malformedTrailer();
    this.#listener.onTrailer(name.toLowerCase(), value.trim());
  }
}
