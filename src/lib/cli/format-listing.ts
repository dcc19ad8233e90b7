import type { BucketSummary } from "../s3/list-buckets.js";
import type { ListingEntry } from "../s3/listing-entry.js";
import { formatRow, type Column } from "./format-columns.js";
import { formatSize } from "./format-size.js";
import { formatTime } from "./format-time.js";

export interface ListingFormat {
  /** Sizes as `1.5 MiB` instead of bytes. */
  readonly human: boolean;
  /** Start of every key that is not shown: the folder being listed. */
  readonly folder: string;
  readonly formatKey: (key: string) => string;
}

const TIME: Column = { width: 19 };
const SIZE: Column = { width: 12, align: "right" };
const REST: Column = { width: 0 };
const VERSION: Column = { width: 32 };
const NO_TIME = "";

/** One entry of a listing as `--json` gives it; the shapes are part of the stable surface. */
export function toListingDocument(bucket: string, entry: ListingEntry): object {
  const { kind, ...rest } = entry;
  return { type: kind, bucket, ...rest };
}

/** One entry of a listing as a line for people: time, size, key; for versions also the version and what is special. */
export function formatListingLine(entry: ListingEntry, format: ListingFormat): string {
  const show = (key: string): string =>
    format.formatKey(key.startsWith(format.folder) ? key.slice(format.folder.length) : key);
  const size = (sizeBytes: number): string => (format.human ? formatSize(sizeBytes) : sizeBytes.toString());
  switch (entry.kind) {
    case "prefix":
      return formatRow([TIME, SIZE, REST], [NO_TIME, "PRE", show(entry.prefix)]);
    case "object":
      return formatRow(
        [TIME, SIZE, REST],
        [formatTime(entry.lastModified), size(entry.sizeBytes), show(entry.key)],
      );
    case "upload":
      return formatRow([TIME, VERSION, REST], [formatTime(entry.startedAt), entry.uploadId, show(entry.key)]);
    case "version":
      return formatRow(
        [TIME, SIZE, VERSION, REST],
        [
          formatTime(entry.lastModified),
          entry.isDeleteMarker ? "deleted" : size(entry.sizeBytes),
          entry.versionId,
          show(entry.key) + (entry.isLatest ? "" : "  (old)"),
        ],
      );
  }
}

/** One bucket as a line for people. */
export function formatBucketLine({ name, createdAt, region }: BucketSummary): string {
  const time = createdAt === undefined ? NO_TIME : formatTime(createdAt);
  return formatRow([TIME, REST], [time, region === undefined ? name : `${name}  (${region})`]);
}
