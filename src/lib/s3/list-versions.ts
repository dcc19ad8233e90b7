import type { ListObjectVersionsCommandOutput, S3Client } from "@aws-sdk/client-s3";
import { compareUtf8, nameDecoder, unquote } from "./keys.js";
import type { PrefixEntry } from "./list-entries.js";
import { toSendOptions, type ListOptions } from "./call-options.js";
import { prefetchPages, requireMarker } from "./prefetch.js";
import { translateError } from "./translate-error.js";

export interface ListVersionsInput {
  readonly bucket: string;
  readonly prefix: string;
  readonly delimiter?: string | undefined;
}

export interface VersionEntry {
  readonly kind: "version";
  readonly key: string;
  /** `null` (the word) for what was written without versioning. */
  readonly versionId: string;
  readonly isLatest: boolean;
  readonly isDeleteMarker: boolean;
  /** 0 for delete markers. */
  readonly sizeBytes: number;
  readonly lastModified: Date;
  /** Without quotes; empty for delete markers. */
  readonly etag: string;
  /** Empty for delete markers. */
  readonly storageClass: string;
}

export type VersionListEntry = VersionEntry | PrefixEntry;

interface VersionCursor {
  readonly keyMarker: string;
  readonly versionIdMarker: string | undefined;
}

/**
 * List all versions and delete markers under a prefix, a page at a time: by key, newest first within a key.
 *
 * @throws NotFoundError when the bucket does not exist.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function* listVersionPages(
  client: S3Client,
  input: ListVersionsInput,
  options: ListOptions = {},
): AsyncGenerator<readonly VersionListEntry[], void, void> {
  const { ListObjectVersionsCommand } = await import("@aws-sdk/client-s3");
  const fetchPage = async (cursor: VersionCursor | undefined) => {
    const command = new ListObjectVersionsCommand({
      Bucket: input.bucket,
      Prefix: input.prefix,
      Delimiter: input.delimiter,
      KeyMarker: cursor?.keyMarker,
      VersionIdMarker: cursor?.versionIdMarker,
      MaxKeys: options.pageSize,
      EncodingType: "url",
    });
    try {
      const answer = await client.send(command, toSendOptions(options));
      return { page: toVersionEntries(answer), next: nextCursor(answer) };
    } catch (error) {
      throw translateError(error, { bucket: input.bucket, operation: "ListObjectVersions" });
    }
  };
  for await (const page of prefetchPages(fetchPage)) if (page.length > 0) yield page;
}

/** An answer lists versions, markers and prefixes apart: merge them again by key, newest first. */
function toVersionEntries(answer: ListObjectVersionsCommandOutput): readonly VersionListEntry[] {
  const { Versions = [], DeleteMarkers = [], CommonPrefixes = [] } = answer;
  const decode = nameDecoder(answer.EncodingType);
  const versions = Versions.map((version) => ({
    ...toVersionEntry(version, decode),
    isDeleteMarker: false,
    sizeBytes: version.Size ?? 0,
    etag: unquote(version.ETag ?? ""),
    storageClass: version.StorageClass ?? "STANDARD",
  }));
  const markers = DeleteMarkers.map((marker) => toVersionEntry(marker, decode));
  const prefixes = CommonPrefixes.map(({ Prefix = "" }): PrefixEntry => ({
    kind: "prefix",
    prefix: decode(Prefix),
  }));
  if (markers.length === 0 && prefixes.length === 0) return versions;
  return [...versions, ...markers, ...prefixes].sort(byKeyThenNewest);
}

interface VersionFacts {
  readonly Key?: string | undefined;
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
  readonly LastModified?: Date | undefined;
}

function toVersionEntry(
  { Key = "", VersionId = "null", IsLatest = false, LastModified }: VersionFacts,
  decode: (name: string) => string,
): VersionEntry {
  return {
    kind: "version",
    key: decode(Key),
    versionId: VersionId,
    isLatest: IsLatest,
    isDeleteMarker: true,
    sizeBytes: 0,
    lastModified: LastModified ?? new Date(0),
    etag: "",
    storageClass: "",
  };
}

function byKeyThenNewest(a: VersionListEntry, b: VersionListEntry): number {
  const order = compareUtf8(sortName(a), sortName(b));
  if (order !== 0 || a.kind === "prefix" || b.kind === "prefix") return order;
  if (a.isLatest !== b.isLatest) return a.isLatest ? -1 : 1;
  return b.lastModified.getTime() - a.lastModified.getTime();
}

function sortName(entry: VersionListEntry): string {
  return entry.kind === "version" ? entry.key : entry.prefix;
}

function nextCursor(answer: ListObjectVersionsCommandOutput): VersionCursor | undefined {
  if (answer.IsTruncated !== true) return undefined;
  return {
    keyMarker: nameDecoder(answer.EncodingType)(requireMarker(answer.NextKeyMarker)),
    versionIdMarker: answer.NextVersionIdMarker,
  };
}
