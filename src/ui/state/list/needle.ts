/** A text to find in names without decoding them. */
export interface Needle {
  readonly text: string;
  /** Of the text in UTF-8; undefined: names must be decoded to find it. */
  readonly bytes: Uint8Array | undefined;
  /** Either case will do; the text is in lower case. */
  readonly anyCase: boolean;
}

const ASCII = /^\p{ASCII}*$/u;

export function needleOf(text: string, anyCase: boolean): Needle {
  // Case is folded byte by byte, which other letters than those of ASCII do not let themselves be.
  const bytes = anyCase && !ASCII.test(text) ? undefined : Buffer.from(text);
  return { text, bytes, anyCase };
}

/** True when bytes from `start` to `end` hold the needle. */
export function holdsBytes(
  names: Uint8Array,
  start: number,
  end: number,
  bytes: Uint8Array,
  anyCase: boolean,
): boolean {
  const last = end - bytes.length;
  for (let at = start; at <= last; at += 1) if (matchesAt(names, at, bytes, anyCase)) return true;
  return false;
}

function matchesAt(names: Uint8Array, at: number, bytes: Uint8Array, anyCase: boolean): boolean {
  for (let i = 0; i < bytes.length; i += 1) {
    const byte = names[at + i] ?? 0;
    const folded = anyCase && byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte;
    if (folded !== bytes[i]) return false;
  }
  return true;
}
