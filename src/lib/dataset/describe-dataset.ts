import type { DatasetBroker, DocumentFolder } from "./broker/dataset-broker.js";
import type { AdminMetadata } from "./format/admin-metadata.js";
import { readManifest } from "./items/read-items.js";
import { isProto, type OpenDataset } from "./open-dataset.js";

/** What there is to say about a dataset. */
export interface DatasetSummary {
  readonly uri: string;
  readonly admin: AdminMetadata;
  readonly itemCount: number;
  readonly totalBytes: number;
  readonly tags: readonly string[];
  readonly annotations: readonly string[];
  readonly overlays: readonly string[];
}

/** Describe a dataset. Memory: names of tags, annotations and overlays; items are only counted. */
export async function describeDataset({ broker, admin }: OpenDataset): Promise<DatasetSummary> {
  const [counts, tags, annotations, overlays] = await Promise.all([
    countItems(broker, admin),
    listNames(broker, "tags"),
    listNames(broker, "annotations"),
    listNames(broker, "overlays"),
  ]);
  return { uri: broker.uri, admin, ...counts, tags, annotations, overlays };
}

/** How many items a dataset has: by the manifest, of a proto dataset by the listing. */
export async function countItems(
  broker: DatasetBroker,
  admin: AdminMetadata,
): Promise<{ readonly itemCount: number; readonly totalBytes: number }> {
  let [itemCount, totalBytes] = [0, 0];
  for await (const { sizeBytes } of isProto(admin) ? broker.listItems() : readManifest(broker)) {
    itemCount += 1;
    totalBytes += sizeBytes;
  }
  return { itemCount, totalBytes };
}

/** Names of a dataset's tags, or of its overlays or annotations, sorted. */
export async function listNames(
  broker: DatasetBroker,
  folder: Exclude<DocumentFolder, "fragments">,
): Promise<readonly string[]> {
  const names: string[] = [];
  const extension = folder === "tags" ? "" : ".json";
  for await (const document of broker.listDocuments(folder)) {
    const name = document.slice(folder.length + 1);
    if (name !== "" && name.endsWith(extension)) names.push(name.slice(0, name.length - extension.length));
  }
  return names;
}
