import { readTagging } from "../../wire/xml/documents/tagging.js";
import { checkTags } from "./object-tags.js";

const MAX_BUCKET_TAGS = 50;

/** Check a `<Tagging>` document of a bucket. */
export function checkBucketTagging(document: string): void {
  checkTags(readTagging(document), MAX_BUCKET_TAGS);
}
