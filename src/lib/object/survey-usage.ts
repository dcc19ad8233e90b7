import type { S3Client } from "@aws-sdk/client-s3";
import type { CallOptions } from "../s3/call-options.js";
import { listEntryPages } from "../s3/list-entries.js";
import type { UsageGroup } from "./measure-usage.js";
import { createAgeUsage, createClassUsage } from "./usage-by-property.js";
import { UsageTree, type UsageFolder } from "./usage-tree.js";

/** What lies below a place, by folder, storage class and age. */
export interface UsageSurvey {
  /** It goes on growing until the survey is done. */
  readonly root: UsageFolder;
  /** Largest first. */
  readonly classes: readonly UsageGroup[];
  /** Youngest first. */
  readonly ages: readonly UsageGroup[];
}

export interface SurveyRequest {
  readonly bucket: string;
  readonly prefix: string;
  /** What ages are counted from. */
  readonly now: Date;
}

/**
 * Measure a place by folder, class and age in one pass over its keys. Yields what is known so far after each page, and
 * once at the end.
 *
 * Memory: two pages and the folders, of which there are at most 200,000.
 *
 * @throws NotFoundError when the bucket does not exist.
 */
export async function* surveyUsage(
  client: S3Client,
  { bucket, prefix, now }: SurveyRequest,
  options: CallOptions = {},
): AsyncGenerator<UsageSurvey, void, void> {
  const tree = new UsageTree(prefix);
  const classes = createClassUsage();
  const ages = createAgeUsage(now);
  const survey = (): UsageSurvey => ({ root: tree.root, classes: classes.end(), ages: ages.end() });
  for await (const page of listEntryPages(client, { bucket, prefix }, options)) {
    for (const entry of page) {
      if (entry.kind === "prefix") continue;
      tree.add(entry.key, entry.sizeBytes);
      classes.add(entry);
      ages.add(entry);
    }
    yield survey();
  }
  yield survey();
}
