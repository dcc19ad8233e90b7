import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import type { ObjectEntry } from "../s3/list-entries.js";
import { listSelectedObjects } from "./list-selection.js";
import type { Selection } from "./selection.js";

/** What to look for. All that is given must hold. */
export interface FindCriteria {
  /** Wildcard patterns for the last part of the key (or, with a `/` in them, for all below the folder); any of them. */
  readonly names?: readonly string[] | undefined;
  /** Must match somewhere in the whole key. */
  readonly expression?: RegExp | undefined;
  readonly largerThanBytes?: number | undefined;
  readonly smallerThanBytes?: number | undefined;
  readonly newerThan?: Date | undefined;
  readonly olderThan?: Date | undefined;
  /** Any of them, in any case. */
  readonly storageClasses?: readonly string[] | undefined;
}

/**
 * Find objects below a prefix, a page at a time, in key order. Memory: two pages. Leave the loop to stop early.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* findObjects(
  client: S3Client,
  selection: Selection,
  criteria: FindCriteria,
  options: CallOptions = {},
): AsyncGenerator<readonly ObjectEntry[], void, void> {
  const meets = createFindTest(criteria);
  for await (const page of listSelectedObjects(client, { ...selection, include: criteria.names }, options)) {
    const found = page.filter(meets);
    if (found.length > 0) yield found;
  }
}

/** Decide about one object; pure. Names are left to the selection's filter. */
function createFindTest(criteria: FindCriteria): (entry: ObjectEntry) => boolean {
  const classes = criteria.storageClasses?.map((name) => name.toUpperCase());
  const { expression, largerThanBytes, smallerThanBytes, newerThan, olderThan } = criteria;
  return ({ key, sizeBytes, lastModified, storageClass }) =>
    (largerThanBytes === undefined || sizeBytes > largerThanBytes) &&
    (smallerThanBytes === undefined || sizeBytes < smallerThanBytes) &&
    (newerThan === undefined || lastModified > newerThan) &&
    (olderThan === undefined || lastModified < olderThan) &&
    (classes === undefined || classes.includes(storageClass.toUpperCase())) &&
    (expression === undefined || expression.test(key));
}
