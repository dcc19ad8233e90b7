import { NotFoundError } from "../errors/s3kit-error.js";
import type { DatasetServices } from "./dataset-services.js";
import type { ManifestItem } from "./format/manifest.js";
import { listItems } from "./list-items.js";
import type { OpenDataset } from "./open-dataset.js";

/**
 * One item of a dataset by its identifier, or by its relpath. Memory: one item.
 *
 * @throws NotFoundError `NoSuchItem`
 */
export async function findItem(
  services: DatasetServices,
  dataset: OpenDataset,
  name: string,
): Promise<ManifestItem> {
  for await (const item of listItems(services, dataset)) {
    if (item.identifier === name || item.relpath === name) return item;
  }
  throw new NotFoundError(`${dataset.broker.uri} has no item ${JSON.stringify(name)}`, {
    code: "NoSuchItem",
    hints: [`List them: s3kit dataset item list ${dataset.broker.uri}`],
  });
}
