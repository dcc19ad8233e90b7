import type { S3Client } from "@aws-sdk/client-s3";
import { connectionContext } from "./client-connection.js";
import { directRequest } from "./direct/direct-request.js";
import { parseListPage, type ListPage } from "./listing/list-page.js";
import type { ListOptions } from "./call-options.js";
import { prefetchPages } from "./prefetch.js";
import { translateError } from "./translate-error.js";

export interface ListEntriesInput {
  readonly bucket: string;
  readonly prefix: string;
  /** Keys that hold it after the prefix are rolled up into one prefix entry. */
  readonly delimiter?: string | undefined;
  /** Entries after this key, in UTF-8 byte order. */
  readonly startAfter?: string | undefined;
}

export interface ObjectEntry {
  readonly kind: "object";
  readonly key: string;
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Without quotes. */
  readonly etag: string;
  /** `STANDARD` where the store does not say. */
  readonly storageClass: string;
}

export interface PrefixEntry {
  readonly kind: "prefix";
  /** Ends in the delimiter. */
  readonly prefix: string;
}

export type ListEntry = ObjectEntry | PrefixEntry;

/**
 * List what is under a prefix, a page at a time in listing order (UTF-8 bytes), objects and rolled-up prefixes
 * merged. Two pages are in memory at most. Pages are never empty, except that an empty prefix gives none.
 *
 * @throws NotFoundError when the bucket does not exist; AccessDeniedError, NetworkError: see `translateError`.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export async function* listEntryPages(
  client: S3Client,
  input: ListEntriesInput,
  options: ListOptions = {},
): AsyncGenerator<readonly ListEntry[], void, void> {
  const fetchPage = async (token: string | undefined) => {
    try {
      const { entries, nextToken } = await fetchListPage(client, input, token, options);
      return { page: entries, next: nextToken };
    } catch (error) {
      const place = { bucket: input.bucket, operation: "ListObjectsV2" };
      throw translateError(error, { ...connectionContext(client), ...place });
    }
  };
  for await (const page of prefetchPages(fetchPage)) if (page.length > 0) yield page;
}

/** Past the SDK, whose parser takes most of the time of a long listing. */
async function fetchListPage(
  client: S3Client,
  { bucket, prefix, delimiter, startAfter }: ListEntriesInput,
  token: string | undefined,
  { signal, pageSize }: ListOptions,
): Promise<ListPage> {
  const query = {
    "list-type": "2",
    "encoding-type": "url",
    prefix,
    delimiter,
    "start-after": token === undefined ? startAfter : undefined,
    "continuation-token": token,
    "max-keys": pageSize?.toString(),
  };
  const { body } = await directRequest(client, { method: "GET", bucket, query }, { signal });
  return parseListPage(body.toString("utf8"));
}

/** What an entry is sorted by. */
export function nameOf(entry: ListEntry): string {
  return entry.kind === "object" ? entry.key : entry.prefix;
}
