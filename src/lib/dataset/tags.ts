import type { DatasetBroker } from "./broker/dataset-broker.js";
import { assertTag } from "./format/dataset-names.js";

/** Tag a dataset, frozen or not; nothing happens when it has the tag. @throws UsageError for a tag that dtool refuses */
export async function setTag(broker: DatasetBroker, tag: string): Promise<void> {
  assertTag(tag);
  await broker.writeDocument(`tags/${tag}`, "");
}

/** Take a tag away. @returns false when the dataset did not have it. */
export async function deleteTag(broker: DatasetBroker, tag: string): Promise<boolean> {
  assertTag(tag);
  if ((await broker.readDocument(`tags/${tag}`)) === undefined) return false;
  await broker.deleteDocuments([`tags/${tag}`]);
  return true;
}
