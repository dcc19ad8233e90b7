/** Encodings to read a text in, by their names in the Encoding Standard; the first are those that are recognised. */
const ENCODINGS = [
  "utf-8",
  "utf-16le",
  "utf-16be",
  "windows-1252",
  "shift_jis",
  "euc-jp",
  "gb18030",
  "big5",
  "euc-kr",
  "koi8-r",
  "ibm866",
] as const;

export type Encoding = (typeof ENCODINGS)[number];

/** The encoding after this one, round and round. */
export function nextEncoding(encoding: Encoding): Encoding {
  return ENCODINGS[(ENCODINGS.indexOf(encoding) + 1) % ENCODINGS.length] ?? "utf-8";
}

/** Bytes of a byte order mark, which belongs to no line. */
export function markBytes(start: Uint8Array): number {
  if (start[0] === 0xef && start[1] === 0xbb && start[2] === 0xbf) return 3;
  const pair = (start[0] ?? 0) * 256 + (start[1] ?? 0);
  return pair === 0xfffe || pair === 0xfeff ? 2 : 0;
}

/** How many bytes of the start are looked at. */
const SAMPLE_BYTES = 8192;

/**
 * The encoding of a text by its first bytes: its mark, else UTF-16 by where its zeros are, else UTF-8 if it is valid,
 * else Windows-1252, which is also what browsers fall back to. Undefined for bytes that are no text.
 */
export function guessEncoding(bytes: Uint8Array): Encoding | undefined {
  const start = bytes.subarray(0, SAMPLE_BYTES);
  const marked = byMark(start);
  if (marked !== undefined) return marked;
  const wide = byZeros(start);
  if (wide !== undefined) return wide;
  if (start.includes(0)) return undefined;
  const utf8 = decodeUtf8(start);
  if (utf8 !== undefined) return hasControls(utf8) ? undefined : "utf-8";
  return hasControls(new TextDecoder("windows-1252").decode(start)) ? undefined : "windows-1252";
}

function byMark(start: Uint8Array): Encoding | undefined {
  const length = markBytes(start);
  if (length === 3) return "utf-8";
  if (length === 0) return undefined;
  return start[0] === 0xff ? "utf-16le" : "utf-16be";
}

/** Latin letters in UTF-16 have a zero as every second byte. */
function byZeros(start: Uint8Array): Encoding | undefined {
  const zeros = [0, 0];
  for (const [index, byte] of start.entries()) if (byte === 0) zeros[index % 2] = (zeros[index % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  const half = start.length / 2;
  const encoding = odd > even ? "utf-16le" : "utf-16be";
  const isWide = Math.max(even, odd) > half * 0.4 && Math.min(even, odd) < half * 0.05;
  return isWide && !hasControls(new TextDecoder(encoding).decode(start, { stream: true }))
    ? encoding
    : undefined;
}

// The last character may be cut by the end of the sample: streaming leaves it out.
function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function hasControls(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- controls are what tells bytes from text
  return /[\u0000-\u0006\u000e-\u001a\u001c-\u001f]/.test(text);
}
