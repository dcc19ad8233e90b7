import { readdir, rm, stat } from "node:fs/promises";
import path from "node:path";
import { IntegrityError, NotFoundError } from "../errors/s3kit-error.js";
import { listEntryPages } from "../s3/list-entries.js";
import { translateFileError } from "../transfer/file-errors.js";
import { objectVersion } from "./broker/s3-documents.js";
import { registrationKey, type S3Broker } from "./broker/s3-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { parseDatasetUri } from "./dataset-uri.js";
import { openBroker, type AnyBroker } from "./open-dataset.js";

/** What would go. */
export interface DatasetRemoval {
  readonly broker: AnyBroker;
  readonly uri: string;
  /** Undefined when it is too broken to tell. */
  readonly name: string | undefined;
  /** Objects or files: items, documents and the registration. */
  readonly objectCount: number;
  readonly totalBytes: number;
}

/**
 * Count what belongs to a dataset, whole or broken. Nothing is removed.
 *
 * @throws NotFoundError when nothing of it is there.
 */
export async function planDatasetRemoval(services: DatasetServices, uri: string): Promise<DatasetRemoval> {
  const broker = await openBroker(services, parseDatasetUri(uri));
  const counts = broker.kind === "s3" ? await countKeys(services, broker) : await countFiles(broker.folder);
  if (counts.objectCount === 0)
    throw new NotFoundError(`There is no dataset at ${uri}`, { code: "NoSuchDataset" });
  return { broker, uri: broker.uri, name: await nameOf(broker), ...counts };
}

/**
 * Remove a dataset: what makes it one first, so that it counts as broken from the first moment on, and its registration
 * last, so that an interrupted removal can be run again. In a bucket that keeps versions, old versions stay.
 */
export async function removeDataset(services: DatasetServices, { broker }: DatasetRemoval): Promise<void> {
  await broker.deleteDocuments(["dtool"]);
  if (broker.kind === "file") {
    await rm(broker.folder, { recursive: true });
    return;
  }
  for await (const keys of keysOf(services, broker)) await broker.deleteKeys(keys);
  await broker.deleteKeys([{ key: registrationKey(broker.uuid) }]);
}

async function countKeys(services: DatasetServices, broker: S3Broker) {
  const registration = { bucket: broker.bucket, key: registrationKey(broker.uuid) };
  const isRegistered = (await objectVersion(broker.client, registration, services.signal)) !== undefined;
  let [objectCount, totalBytes] = [isRegistered ? 1 : 0, isRegistered ? Buffer.byteLength(broker.prefix) : 0];
  for await (const keys of keysOf(services, broker)) {
    objectCount += keys.length;
    totalBytes += keys.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  }
  return { objectCount, totalBytes };
}

/** All keys of a dataset but its registration, a page at a time. */
async function* keysOf(services: DatasetServices, broker: S3Broker) {
  const place = { bucket: broker.bucket, prefix: broker.place("").key };
  for await (const page of listEntryPages(broker.client, place, { signal: services.signal }))
    yield page.flatMap((entry) =>
      entry.kind === "object" ? [{ key: entry.key, sizeBytes: entry.sizeBytes }] : [],
    );
}

async function countFiles(folder: string) {
  // A folder of something else is not ours to remove.
  const isDataset = await stat(path.join(folder, ".dtool")).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT" || error.code === "ENOTDIR") return false;
      throw translateFileError(error, folder);
    },
  );
  let [objectCount, totalBytes] = [0, 0];
  if (!isDataset) return { objectCount, totalBytes };
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (entry.isDirectory()) continue;
    objectCount += 1;
    if (entry.isFile()) totalBytes += (await stat(path.join(entry.parentPath, entry.name))).size;
  }
  return { objectCount: Math.max(1, objectCount), totalBytes };
}

async function nameOf(broker: AnyBroker): Promise<string | undefined> {
  try {
    return (await broker.readAdmin())?.admin.name;
  } catch (error) {
    if (error instanceof IntegrityError) return undefined;
    throw error;
  }
}
