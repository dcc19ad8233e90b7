/** Does an ETag satisfy a condition such as `"a", W/"b"` or `*`? Quotes may be missing, as SDKs' users leave them out. */
export function matchesEtag(condition: string, etag: string): boolean {
  const wanted = unquoteEtag(etag);
  return condition.split(",").some((candidate) => {
    const value = candidate.trim();
    return value === "*" || unquoteEtag(value) === wanted;
  });
}

/** Take quotes and the weak mark off: ETags are compared by their opaque part alone, and S3 even takes a single quote. */
export function unquoteEtag(etag: string): string {
  const opaque = etag.startsWith("W/") ? etag.slice(2) : etag;
  return opaque.replace(/^"/, "").replace(/"$/, "");
}
