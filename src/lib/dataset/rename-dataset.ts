import type { AdminMetadata } from "./format/admin-metadata.js";
import { assertDatasetName } from "./format/dataset-names.js";
import type { OpenDataset } from "./open-dataset.js";

/**
 * Give a dataset another name, unless somebody changed it meanwhile; frozen ones too, as dtool does in truth. The folder
 * of one on disk keeps its name.
 *
 * @throws UsageError for a name that dtool refuses; ConflictError `DocumentChanged`.
 */
export async function renameDataset(
  { broker, admin, document }: OpenDataset,
  name: string,
): Promise<AdminMetadata> {
  assertDatasetName(name);
  const renamed = { ...admin, name };
  await broker.writeAdmin(renamed, { kind: "unchanged", version: document.version });
  return renamed;
}
