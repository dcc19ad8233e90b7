import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError } from "../errors/s3kit-error.js";
import type { CallOptions } from "../s3/call-options.js";
import { listVersionPages, type VersionEntry } from "../s3/list-versions.js";
import { formatS3Uri, type S3Uri } from "../s3/uri.js";
import { listSelectedVersions } from "./list-selection.js";
import type { RemovalItem } from "./removal.js";
import type { Selection } from "./selection.js";

/**
 * Look up versions of one key by their ids, so that a mistyped one is noticed: stores answer the deletion of what is not
 * there as if it had been.
 *
 * @throws NotFoundError `NoSuchVersion` naming the first id that the key does not have.
 */
export async function* listNamed(
  client: S3Client,
  { bucket, key }: S3Uri,
  versionIds: readonly string[],
  options: CallOptions = {},
): AsyncGenerator<readonly RemovalItem[], void, void> {
  const missing = new Set(versionIds);
  const found: RemovalItem[] = [];
  for await (const page of listVersionPages(client, { bucket, prefix: key }, options)) {
    const own = page.filter((entry): entry is VersionEntry => entry.kind === "version" && entry.key === key);
    for (const entry of own) if (missing.delete(entry.versionId)) found.push(toRemovalItem(entry));
    if (missing.size === 0 || own.length < page.length) break;
  }
  const [first] = missing;
  if (first === undefined) {
    yield found;
    return;
  }
  const place = formatS3Uri({ bucket, key });
  throw new NotFoundError(`${place} has no version ${first}`, {
    code: "NoSuchVersion",
    hints: [`See the versions: s3kit version list ${place}`],
  });
}

/**
 * List the versions of a selection that are not the newest of their key, a page at a time. A newest one that is a
 * delete marker stays: without it, nothing would be deleted any more, but the object be seen again. Memory: two pages.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* listNoncurrent(
  client: S3Client,
  selection: Selection,
  options: CallOptions = {},
): AsyncGenerator<readonly RemovalItem[], void, void> {
  for await (const page of listSelectedVersions(client, selection, options)) {
    yield page.filter(({ isLatest }) => !isLatest).map(toRemovalItem);
  }
}

function toRemovalItem({ key, versionId, sizeBytes, isDeleteMarker }: VersionEntry): RemovalItem {
  return { key, versionId, sizeBytes, isDeleteMarker };
}
