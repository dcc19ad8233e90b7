import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { listEntryPages } from "../s3/list-entries.js";
import { listUploadPages, type UploadEntry } from "../s3/list-uploads.js";
import { listVersionPages } from "../s3/list-versions.js";
import { parseKeyPattern } from "../s3/key-glob.js";
import type { ListingEntry } from "../s3/listing-entry.js";

/** What to list: everything that starts with a prefix, or that wildcards match. */
export interface ListingRequest {
  readonly bucket: string;
  /** A prefix as typed, such as `photos/` or `photos/2024-*.jpg`. */
  readonly pattern: string;
  /** False: one level, prefixes of deeper keys instead of the keys. */
  readonly recursive: boolean;
  /** Take wildcards literally. */
  readonly raw: boolean;
  readonly what: "objects" | "versions" | "uploads";
}

/**
 * List a prefix as `ls` shows it, a page at a time in key order. Wildcards match objects and, at one level, prefixes.
 * Memory: two pages.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* listLevel(
  client: S3Client,
  request: ListingRequest,
  options: CallOptions = {},
): AsyncGenerator<readonly ListingEntry[], void, void> {
  const pattern = request.raw ? request.pattern : parseKeyPattern(request.pattern);
  if (typeof pattern === "string") {
    yield* listPages(client, request, { prefix: pattern, flat: request.recursive }, options);
    return;
  }
  const flat = request.recursive || !pattern.oneLevel;
  for await (const page of listPages(client, request, { prefix: pattern.prefix, flat }, options)) {
    const matching = page.filter((entry) =>
      request.recursive ? pattern.contains(plainName(entry)) : pattern.matches(plainName(entry)),
    );
    if (matching.length > 0) yield matching;
  }
}

function listPages(
  client: S3Client,
  { bucket, what }: ListingRequest,
  { prefix, flat }: { readonly prefix: string; readonly flat: boolean },
  options: CallOptions,
): AsyncIterable<readonly ListingEntry[]> {
  const input = { bucket, prefix, delimiter: flat ? undefined : "/" };
  switch (what) {
    case "objects":
      return listEntryPages(client, input, options);
    case "versions":
      return listVersionPages(client, input, options);
    case "uploads":
      return markUploads(listUploadPages(client, { bucket, prefix }, options));
  }
}

async function* markUploads(
  pages: AsyncIterable<readonly UploadEntry[]>,
): AsyncGenerator<readonly ListingEntry[], void, void> {
  for await (const page of pages) yield page.map((upload) => ({ kind: "upload", ...upload }));
}

/** `photos/` matches `photo*` as the folder `photos` does in a shell. */
function plainName(entry: ListingEntry): string {
  return entry.kind === "prefix" ? entry.prefix.slice(0, -1) : entry.key;
}
