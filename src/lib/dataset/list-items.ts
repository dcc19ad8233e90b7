import type { DatasetServices } from "./dataset-services.js";
import type { ManifestItem } from "./format/manifest.js";
import { readManifest, readStoredItems } from "./items/read-items.js";
import { isProto, type OpenDataset } from "./open-dataset.js";

/**
 * The items of a dataset: of a frozen one as its manifest has them, of a proto dataset as they are stored now. What is no
 * item there is told through `services.note`. Memory: see `readStoredItems`.
 */
export async function* listItems(
  services: DatasetServices,
  { broker, admin }: Pick<OpenDataset, "broker" | "admin">,
): AsyncGenerator<ManifestItem, void, undefined> {
  if (!isProto(admin)) {
    yield* readManifest(broker);
    return;
  }
  for await (const item of readStoredItems(services, broker)) {
    if (item.kind === "item") yield item;
    else services.note(item.error instanceof Error ? item.error.message : String(item.error));
  }
}
