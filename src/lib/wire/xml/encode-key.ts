/**
 * Encode a key for an answer with `encoding-type=url`, as S3 does: like an HTML form (space is `+`), but with `/`
 * left alone. The characters kept besides letters and digits are `- _ . * /`.
 *
 * Source: S3 API Reference, ListObjectsV2, "EncodingType"; S3 answers what Java's `URLEncoder` makes.
 */
export function encodeKeyForUrl(key: string): string {
  if (SAFE.test(key)) return key;
  return encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replaceAll("%20", "+")
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const SAFE = /^[A-Za-z0-9\-_.*/]*$/;
