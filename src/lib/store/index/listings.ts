import { S3Error } from "../../wire/s3-error.js";
import type {
  ListedVersion,
  ListInput,
  ListPage,
  ListUploadsInput,
  ListVersionsInput,
  UploadRecord,
} from "../engine.js";
import type { BucketRows } from "./bucket-rows.js";
import { scanPage, type ScanPage, type ScanQuery } from "./page-scan.js";
import { decodeKey } from "./stored-values.js";
import { toUploadRecord, type UploadRows } from "./upload-rows.js";
import { NULL_VERSION_ID, parseVersionId } from "./version-ids.js";
import { toListedVersion, type Place, type VersionRows } from "./version-rows.js";

export interface ListingParts {
  readonly buckets: BucketRows;
  readonly versions: VersionRows;
  readonly uploads: UploadRows;
}

export interface Listings {
  list(input: ListInput): ListPage<ListedVersion>;
  listVersions(input: ListVersionsInput): ListPage<ListedVersion>;
  listUploads(input: ListUploadsInput): ListPage<UploadRecord>;
}

/** The three listings of a bucket. */
export function listings({ buckets, versions, uploads }: ListingParts): Listings {
  return {
    list(input) {
      const page = scanPage(versions.live(buckets.place(input.bucket)), queryOf(input, undefined));
      return toListPage(page, (row) => toListedVersion(input.bucket, row));
    },
    listVersions(input) {
      const place = buckets.place(input.bucket);
      const page = scanPage(versions.all(place), queryOf(input, versionTie(versions, place, input)));
      return toListPage(page, (row) => toListedVersion(input.bucket, row));
    },
    listUploads(input) {
      const page = scanPage(uploads.all(buckets.place(input.bucket)), queryOf(input, input.afterUploadId));
      return toListPage(page, (row) => toUploadRecord(input.bucket, row));
    },
  };
}

/** Where in a key's versions to go on. Its version may be gone by now: ids carry their place in the order. */
function versionTie(versions: VersionRows, place: Place, input: ListVersionsInput): number | undefined {
  const { after, afterVersionId } = input;
  if (afterVersionId === undefined) return undefined;
  if (afterVersionId === NULL_VERSION_ID) {
    const found = versions.byId(place, after, NULL_VERSION_ID);
    // A null version that is gone has no place: rather repeat the key's versions than leave some out.
    return found ? -found.seq : Number.MIN_SAFE_INTEGER;
  }
  const seq = parseVersionId(afterVersionId);
  if (seq !== undefined) return -seq;
  throw new S3Error("InvalidArgument", "Invalid version id specified", {
    details: { ArgumentName: "version-id-marker", ArgumentValue: afterVersionId },
  });
}

function queryOf(input: ListInput, afterTie: ScanQuery["afterTie"]): ScanQuery {
  const { prefix, delimiter, limit, after } = input;
  return { prefix, delimiter, limit, after, afterTie };
}

function toListPage<R, T>(page: ScanPage<R>, toItem: (row: R) => T): ListPage<T> {
  const entries = page.entries.map((entry) =>
    entry.kind === "item"
      ? { kind: "item" as const, item: toItem(entry.row) }
      : { kind: "prefix" as const, prefix: decodeKey(entry.prefix) },
  );
  return { entries, isTruncated: page.isTruncated };
}
