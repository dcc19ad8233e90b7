/**
 * Encode a key for an answer with `encoding-type=url`: percent-encoded UTF-8, with `/` left alone. The characters kept
 * besides letters and digits are `- _ . * /`. A space is `%20`: S3 itself writes `+`, which only decoders of HTML forms
 * understand, while every decoder understands `%20`.
 *
 * Source: S3 API Reference, ListObjectsV2, "EncodingType".
 */
export function encodeKeyForUrl(key: string): string {
  if (SAFE.test(key)) return key;
  return encodeURIComponent(key)
    .replaceAll("%2F", "/")
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
}

const SAFE = /^[A-Za-z0-9\-_.*/]*$/;
