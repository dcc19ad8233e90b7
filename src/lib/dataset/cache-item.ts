import path from "node:path";
import { cacheDirectory } from "./config/user.js";
import type { DatasetServices } from "./dataset-services.js";
import type { ManifestHead, ManifestItem } from "./format/manifest.js";
import { createItemFetcher } from "./items/item-fetcher.js";
import type { OpenDataset } from "./open-dataset.js";

/**
 * Have one item of a frozen dataset in a file: of a dataset on disk its own, else one in the cache that dtool uses too,
 * `<cache>/<uuid>/<identifier><extension>`. A file that is there is used when it has the right hash, and replaced when not.
 *
 * @returns its absolute path.
 */
export async function cacheItem(
  services: DatasetServices,
  { broker, admin }: OpenDataset,
  item: ManifestItem,
): Promise<string> {
  if (broker.kind === "file") return broker.itemPath(item.relpath);
  const head: ManifestHead = { hashFunction: undefined };
  const fetcher = createItemFetcher(services, broker, head);
  const name = `${item.identifier}${path.posix.extname(item.relpath)}`;
  const target = path.resolve(cacheDirectory(services.config), admin.uuid, name);
  if (!(await fetcher.isThere(item, target))) await fetcher.fetch(item, target);
  return target;
}
