import type { ListObjectsV2CommandOutput, S3Client } from "@aws-sdk/client-s3";
import { compareUtf8, decodeKey, unquote } from "./keys.js";
import { toSendOptions, type ListOptions } from "./call-options.js";
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
  const { ListObjectsV2Command } = await import("@aws-sdk/client-s3");
  const fetchPage = async (token: string | undefined) => {
    const command = new ListObjectsV2Command({
      Bucket: input.bucket,
      Prefix: input.prefix,
      Delimiter: input.delimiter,
      StartAfter: token === undefined ? input.startAfter : undefined,
      ContinuationToken: token,
      MaxKeys: options.pageSize,
      EncodingType: "url",
    });
    try {
      const answer = await client.send(command, toSendOptions(options));
      return { page: toEntries(answer), next: nextToken(answer) };
    } catch (error) {
      throw translateError(error, { bucket: input.bucket, operation: "ListObjectsV2" });
    }
  };
  for await (const page of prefetchPages(fetchPage)) if (page.length > 0) yield page;
}

/** Put objects and prefixes, which an answer lists apart, back into one order. */
function toEntries({ Contents = [], CommonPrefixes = [] }: ListObjectsV2CommandOutput): readonly ListEntry[] {
  const objects = Contents.map(toObjectEntry);
  if (CommonPrefixes.length === 0) return objects;
  const prefixes = CommonPrefixes.map(({ Prefix = "" }): ListEntry => ({
    kind: "prefix",
    prefix: decodeKey(Prefix),
  }));
  return [...objects, ...prefixes].sort((a, b) => compareUtf8(nameOf(a), nameOf(b)));
}

function toObjectEntry(object: NonNullable<ListObjectsV2CommandOutput["Contents"]>[number]): ListEntry {
  return {
    kind: "object",
    key: decodeKey(object.Key ?? ""),
    sizeBytes: object.Size ?? 0,
    lastModified: object.LastModified ?? new Date(0),
    etag: unquote(object.ETag ?? ""),
    storageClass: object.StorageClass ?? "STANDARD",
  };
}

/** What an entry is sorted by. */
export function nameOf(entry: ListEntry): string {
  return entry.kind === "object" ? entry.key : entry.prefix;
}

function nextToken(answer: ListObjectsV2CommandOutput): string | undefined {
  return answer.IsTruncated === true ? answer.NextContinuationToken : undefined;
}
