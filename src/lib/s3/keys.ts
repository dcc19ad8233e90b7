/**
 * Undo `encoding-type=url` of a listing: percent-encoded UTF-8 with `+` for a space. Text that is not valid as such
 * (from stores that ignore the parameter) is returned as it is.
 */
export function decodeKey(encoded: string): string {
  if (!encoded.includes("%") && !encoded.includes("+")) return encoded;
  try {
    return decodeURIComponent(encoded.replaceAll("+", " "));
  } catch (error) {
    if (error instanceof URIError) return encoded;
    throw error;
  }
}

/** How names in an answer are to be read: encoded ones only where the answer says so (`EncodingType` `url`). */
export function nameDecoder(encodingType: string | undefined): (name: string) => string {
  return encodingType === "url" ? decodeKey : (name) => name;
}

/** An ETag without its quotes. */
export function unquote(etag: string): string {
  return etag.startsWith('"') && etag.endsWith('"') ? etag.slice(1, -1) : etag;
}

/**
 * Order as stores list: by the bytes of UTF-8. UTF-16 code units, which JavaScript compares, differ from that only
 * where a surrogate meets a code unit above the surrogates.
 */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left !== right) return codePointRank(left) - codePointRank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for code points above all single units: move them up there. */
function codePointRank(unit: number): number {
  if (unit < 0xd800) return unit;
  return unit <= 0xdfff ? unit + 0x2000 : unit - 0x800;
}
