/**
 * Where a scan begins: the first row whose (key, tie) is greater. `tie` orders rows of one key; undefined: before all
 * of them, so that rows of `key` itself are included.
 */
export interface ScanPosition {
  readonly key: Buffer;
  readonly tie: number | string | undefined;
}

export interface ScanRow {
  readonly key: Uint8Array;
}

/** Ordered rows of one bucket: what a listing walks over. */
export interface ScanSource<R extends ScanRow> {
  /** Up to `limit` rows from `position` on, below the key `end` (exclusive; undefined: no end). */
  rows(position: ScanPosition, end: Buffer | undefined, limit: number): readonly R[];
  tie(row: R): number | string;
}

export interface ScanQuery {
  readonly prefix: string;
  readonly delimiter: string;
  readonly limit: number;
  /** Key or common prefix to continue behind; "" for the start. */
  readonly after: string;
  /** With `after`: continue behind this row of it instead of behind all its rows. */
  readonly afterTie: number | string | undefined;
}

export type ScanEntry<R> =
  | { readonly kind: "item"; readonly row: R }
  | { readonly kind: "prefix"; readonly prefix: Buffer };

export interface ScanPage<R> {
  readonly entries: readonly ScanEntry<R>[];
  readonly isTruncated: boolean;
}

/**
 * One page of an S3 listing. With a delimiter it seeks past each common prefix instead of reading what is below, so
 * that the cost is that of the page, not of the bucket. Common prefixes not greater than `after` are left out, as
 * is all below them.
 */
export function scanPage<R extends ScanRow>(source: ScanSource<R>, query: ScanQuery): ScanPage<R> {
  if (query.limit === 0) return { entries: [], isTruncated: false };
  const prefix = Buffer.from(query.prefix);
  const delimiter = Buffer.from(query.delimiter);
  const end = prefix.length === 0 ? undefined : keyAfterPrefix(prefix);
  const entries: ScanEntry<R>[] = [];
  let position = firstPosition(query, prefix, delimiter);
  let skipTo = Buffer.alloc(0);
  let chunkSize = firstChunkSize(query);

  for (;;) {
    const rows = source.rows(position, end, chunkSize);
    let skipped = 0;
    for (const row of rows) {
      if (Buffer.compare(row.key, skipTo) < 0) {
        skipped += 1;
        continue;
      }
      if (entries.length === query.limit) return { entries, isTruncated: true };
      const common = commonPrefix(row.key, prefix.length, delimiter);
      if (common === undefined) {
        entries.push({ kind: "item", row });
      } else {
        entries.push({ kind: "prefix", prefix: common });
        skipTo = keyAfterPrefix(common);
      }
    }
    const last = rows.at(-1);
    if (last === undefined || rows.length < chunkSize) return { entries, isTruncated: false };
    position =
      Buffer.compare(last.key, skipTo) < 0
        ? { key: skipTo, tie: undefined }
        : { key: asBuffer(last.key), tie: source.tie(last) };
    chunkSize = nextChunkSize(chunkSize, skipped, query.limit - entries.length);
  }
}

/** Smallest key that is greater than every key with the prefix. The last byte of UTF-8 text is never 0xff. */
function keyAfterPrefix(prefix: Buffer): Buffer<ArrayBuffer> {
  const next = Buffer.from(prefix);
  const last = next.length - 1;
  next[last] = (next[last] ?? 0) + 1;
  return next;
}

function firstPosition(query: ScanQuery, prefix: Buffer, delimiter: Buffer): ScanPosition {
  const after = Buffer.from(query.after);
  if (after.length === 0 || Buffer.compare(after, prefix) < 0) return { key: prefix, tie: undefined };
  const isBelowPrefix = after.subarray(0, prefix.length).equals(prefix);
  const common = isBelowPrefix ? commonPrefix(after, prefix.length, delimiter) : undefined;
  if (common !== undefined) return { key: keyAfterPrefix(common), tie: undefined };
  if (query.afterTie !== undefined) return { key: after, tie: query.afterTie };
  return { key: Buffer.concat([after, Buffer.of(0)]), tie: undefined };
}

function commonPrefix(key: Uint8Array, prefixLength: number, delimiter: Buffer): Buffer | undefined {
  if (delimiter.length === 0) return undefined;
  const buffer = asBuffer(key);
  const at = buffer.indexOf(delimiter, prefixLength);
  return at < 0 ? undefined : buffer.subarray(0, at + delimiter.length);
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** One row more than the page tells whether the listing goes on; with a delimiter most rows may be skipped. */
function firstChunkSize(query: ScanQuery): number {
  return query.delimiter === "" ? query.limit + 1 : Math.min(query.limit + 1, 32);
}

/** Read less ahead while rows get skipped, more while they are used. */
function nextChunkSize(size: number, skipped: number, wanted: number): number {
  if (skipped * 2 > size) return Math.max(1, Math.floor(size / 4));
  return Math.min(size * 2, wanted + 1);
}
