import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { listEntryPages, type ListEntry, type ObjectEntry } from "../s3/list-entries.js";
import { listUploadPages, type UploadEntry } from "../s3/list-uploads.js";
import { listVersionPages, type VersionEntry, type VersionListEntry } from "../s3/list-versions.js";
import { planSelection, selectPages, type Selection } from "./selection.js";

/**
 * The objects of a selection, a page at a time, in key order. Memory: two pages.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export function listSelectedObjects(
  client: S3Client,
  selection: Selection,
  options: CallOptions = {},
): AsyncGenerator<readonly ObjectEntry[], void, void> {
  const { bucket } = selection;
  return selectPages(planSelection(selection), ({ prefix, delimiter }) =>
    onlyKind<ListEntry, ObjectEntry>(
      "object",
      listEntryPages(client, { bucket, prefix, delimiter }, options),
    ),
  );
}

/** Every version and delete marker of a selection's keys, as {@link listSelectedObjects}. */
export function listSelectedVersions(
  client: S3Client,
  selection: Selection,
  options: CallOptions = {},
): AsyncGenerator<readonly VersionEntry[], void, void> {
  const { bucket } = selection;
  return selectPages(planSelection(selection), ({ prefix, delimiter }) =>
    onlyKind<VersionListEntry, VersionEntry>(
      "version",
      listVersionPages(client, { bucket, prefix, delimiter }, options),
    ),
  );
}

/** The unfinished uploads to a selection's keys, as {@link listSelectedObjects}. */
export function listSelectedUploads(
  client: S3Client,
  selection: Selection,
  options: CallOptions = {},
): AsyncGenerator<readonly UploadEntry[], void, void> {
  const { bucket } = selection;
  return selectPages(planSelection(selection), ({ prefix }) =>
    listUploadPages(client, { bucket, prefix }, options),
  );
}

async function* onlyKind<Entry extends { readonly kind: string }, Wanted extends Entry>(
  kind: Wanted["kind"],
  pages: AsyncIterable<readonly Entry[]>,
): AsyncGenerator<readonly Wanted[], void, void> {
  const isWanted = (entry: Entry): entry is Wanted => entry.kind === kind;
  for await (const page of pages) yield page.filter(isWanted);
}
