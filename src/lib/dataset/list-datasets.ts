import { readdir } from "node:fs/promises";
import path from "node:path";
import { S3kitError } from "../errors/s3kit-error.js";
import { listEntryPages } from "../s3/list-entries.js";
import { mapConcurrently } from "../s3/map-concurrently.js";
import { translateError } from "../s3/translate-error.js";
import { befallsAll } from "../transfer/error-kinds.js";
import { translateFileError } from "../transfer/file-errors.js";
import { FileBroker } from "./broker/file-broker.js";
import { registrationKey } from "./broker/s3-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { formatDatasetUri, parseBaseUri, type DatasetPlace } from "./dataset-uri.js";
import type { AdminMetadata } from "./format/admin-metadata.js";
import { isUuid } from "./format/dataset-names.js";
import { openBroker } from "./open-dataset.js";

/** What is found where datasets are. */
export type ListedDataset =
  | { readonly kind: "dataset"; readonly uri: string; readonly admin: AdminMetadata }
  /** Registered, or with a `.dtool` folder, but it cannot be read as a dataset. */
  | { readonly kind: "broken"; readonly uri: string; readonly reason: string }
  /** A key that begins as registrations do and is none. */
  | { readonly kind: "stray"; readonly uri: string; readonly reason: string };

/**
 * List what datasets are in a bucket or folder, in the order of their UUIDs or names, each as what it is: a broken one
 * does not hide the others.
 *
 * Memory: a page of the listing, and the datasets asked for at once.
 *
 * @throws NotFoundError when there is no such bucket or folder; what would befall every dataset.
 */
export async function* listDatasets(
  services: DatasetServices,
  base: string,
): AsyncGenerator<ListedDataset, void, undefined> {
  const place = parseBaseUri(base);
  const found = place.kind === "s3" ? registered(services, place.bucket) : foldersIn(services, place.path);
  yield* mapConcurrently(found, services.concurrency, (candidate) => look(services, candidate));
}

type Candidate = DatasetPlace | { readonly kind: "stray"; readonly uri: string };

async function* registered(services: DatasetServices, bucket: string): AsyncGenerator<Candidate> {
  const client = await services.clientFor(bucket);
  const pages = listEntryPages(client, { bucket, prefix: "dtool" }, { signal: services.signal });
  const start = registrationKey("");
  for await (const page of pages)
    for (const entry of page) {
      if (entry.kind !== "object") continue;
      const uuid = entry.key.startsWith(start) ? entry.key.slice(start.length) : "";
      if (isUuid(uuid)) yield { kind: "s3", bucket, uuid };
      else yield { kind: "stray", uri: `s3://${bucket}/${entry.key}` };
    }
}

async function* foldersIn(services: DatasetServices, folder: string): AsyncGenerator<Candidate> {
  const entries = await readdir(folder, { withFileTypes: true }).catch((error: unknown) => {
    throw translateFileError(error, folder);
  });
  for (const { name } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    const place = { kind: "file", path: path.join(folder, name) } as const;
    if (await hasAdminMetadata(services, place.path)) yield place;
  }
}

/** A folder without is not a dataset, whatever else it is. */
async function hasAdminMetadata(services: DatasetServices, folder: string): Promise<boolean> {
  try {
    return (await new FileBroker(services, folder).readDocument("dtool")) !== undefined;
  } catch (error) {
    // Not ours to read: listing it as broken says so.
    if (error instanceof S3kitError) return true;
    throw error;
  }
}

async function look(services: DatasetServices, candidate: Candidate): Promise<ListedDataset> {
  services.signal.throwIfAborted();
  if (candidate.kind === "stray")
    return { ...candidate, reason: "it is no registration of a dataset: those are dtool-UUID" };
  const uri = formatDatasetUri(candidate);
  try {
    const broker = await openBroker(services, candidate);
    const document = await broker.readAdmin();
    if (document !== undefined) return { kind: "dataset", uri, admin: document.admin };
    return {
      kind: "broken",
      uri,
      reason: `it is registered, but there is no ${broker.describePlace("dtool")}`,
    };
  } catch (error) {
    services.signal.throwIfAborted();
    const translated = translateError(error, {});
    if (!(translated instanceof S3kitError) || befallsAll(translated)) throw translated;
    return { kind: "broken", uri, reason: translated.message };
  }
}
