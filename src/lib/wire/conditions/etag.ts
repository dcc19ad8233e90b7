/** Does an ETag satisfy a condition such as `"a", W/"b"` or `*`? Quotes may be missing, as SDKs' users leave them out. */
export function matchesEtag(condition: string, etag: string): boolean {
  const wanted = unquoteEtag(etag);
  return condition.split(",").some((candidate) => {
    const value = candidate.trim();
    return value === "*" || unquoteEtag(value) === wanted;
  });
}

/** Take `"` and the weak mark off: S3's ETags are compared by their opaque part alone. */
export function unquoteEtag(etag: string): string {
  const opaque = etag.startsWith("W/") ? etag.slice(2) : etag;
  return opaque.length >= 2 && opaque.startsWith('"') && opaque.endsWith('"') ? opaque.slice(1, -1) : opaque;
}
