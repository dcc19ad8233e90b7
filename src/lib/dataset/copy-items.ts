import { hash } from "node:crypto";
import { stat } from "node:fs/promises";
import { IntegrityError, NotFoundError } from "../errors/s3kit-error.js";
import { copyObject } from "../transfer/copy-object.js";
import { translateFileError } from "../transfer/file-errors.js";
import { DEFAULT_PART_BYTES } from "../transfer/part-plan.js";
import { putObject } from "../transfer/put-object.js";
import { relayObject } from "../transfer/relay-object.js";
import { isSameStore } from "../transfer/same-store.js";
import type { TransferContext } from "../transfer/transfer-context.js";
import type { StoredItem } from "./broker/dataset-broker.js";
import type { FileBroker } from "./broker/file-broker.js";
import { hashObject } from "./broker/hash-object.js";
import { itemMetadata } from "./broker/put-item.js";
import type { S3Broker } from "./broker/s3-broker.js";
import { DATASET_CONTENT_TYPE, type DatasetServices } from "./dataset-services.js";
import { digestNameOf, type ManifestHead, type ManifestItem } from "./format/manifest.js";
import { createItemFetcher } from "./items/item-fetcher.js";
import type { AnyBroker } from "./open-dataset.js";

/** Copies items from one dataset to another. */
export interface ItemCopier {
  /**
   * @param stored as the source's listing has it
   * @throws NotFoundError when it is missing at the source; IntegrityError when its bytes are not those of the manifest.
   */
  copy(item: ManifestItem, stored: StoredItem | undefined): Promise<void>;
  /** Whether the target has the item with the right hash. */
  isThere(item: ManifestItem): Promise<boolean>;
}

/** The way from one storage to the other. @param head filled by whoever reads the manifest */
export async function createItemCopier(
  services: DatasetServices,
  source: AnyBroker,
  target: AnyBroker,
  head: ManifestHead,
): Promise<ItemCopier> {
  if (target.kind === "file") return toDisk(services, source, target, head);
  const copy =
    source.kind === "file"
      ? fromDisk(services, source, target, head)
      : await betweenBuckets(services, source, target, head);
  return {
    copy: async (item, stored) => {
      if (stored === undefined)
        throw new NotFoundError(`${item.relpath} (${item.identifier}) is missing in ${source.uri}`, {
          code: "MissingItem",
        });
      if (stored.sizeBytes !== item.sizeBytes)
        throw altered(item, source, `it has ${stored.sizeBytes.toString()} bytes`);
      await copy(item, stored);
    },
    isThere: async ({ identifier, hash: wanted }) =>
      (await target.readItemMetadata(identifier))["checksum"] === wanted,
  };
}

type CopyAction = (item: ManifestItem, stored: StoredItem) => Promise<void>;

function toDisk(
  services: DatasetServices,
  source: AnyBroker,
  target: FileBroker,
  head: ManifestHead,
): ItemCopier {
  const fetcher = createItemFetcher(services, source, head);
  return {
    copy: (item) => fetcher.fetch(item, target.itemPath(item.relpath)),
    isThere: (item) => fetcher.isThere(item, target.itemPath(item.relpath)),
  };
}

function fromDisk(
  services: DatasetServices,
  source: FileBroker,
  target: S3Broker,
  head: ManifestHead,
): CopyAction {
  return async (item) => {
    const path = source.itemPath(item.relpath);
    const { size, mtimeMs } = await stat(path).catch((error: unknown) => {
      throw translateFileError(error, path);
    });
    const { md5 } = await target.addFile({ path, sizeBytes: size, modifiedMs: mtimeMs }, item.relpath);
    if (md5 === item.hash) return;
    if (algorithmOf(head, item) !== "md5") {
      await assertStored(services, target, item, head);
      return;
    }
    await target.deleteDocuments([`data/${item.identifier}`]);
    throw altered(item, source, `its MD5 is ${md5} instead of ${item.hash}`);
  };
}

/** Metadata comes along as it is, unless it is of a form that only older brokers write. */
async function betweenBuckets(
  services: DatasetServices,
  source: S3Broker,
  target: S3Broker,
  head: ManifestHead,
): Promise<CopyAction> {
  const isCurrent = (await source.handleEncoding()) === "base64";
  const contextFor = (item: ManifestItem): TransferContext => ({
    ...target.context,
    sourceClient: source.client,
    options: {
      ...target.context.options,
      settings: isCurrent ? {} : { metadata: { ...itemMetadata(item.relpath, item.hash) } },
    },
  });
  const remote = (item: ManifestItem, { sizeBytes, modifiedMs, version }: StoredItem) => ({
    ...source.itemPlace(item.identifier),
    sizeBytes,
    modifiedMs,
    etag: version,
  });
  if (await isSameStore(source.client, target.client))
    return (item, stored) =>
      copyObject(contextFor(item), remote(item, stored), target.itemPlace(item.identifier));
  return async (item, stored) => {
    if (item.sizeBytes <= DEFAULT_PART_BYTES) {
      await relaySmall(source, target, item, algorithmOf(head, item));
      return;
    }
    await relayObject(contextFor(item), remote(item, stored), target.itemPlace(item.identifier));
    await assertStored(services, target, item, head);
  };
}

async function relaySmall(
  source: S3Broker,
  target: S3Broker,
  item: ManifestItem,
  algorithm: string,
): Promise<void> {
  const buffer = await target.context.buffers.acquire(item.sizeBytes, target.context.signal);
  try {
    let filled = 0;
    await source.readItem(item, (chunk) => {
      filled += chunk.copy(buffer.bytes, filled);
      return undefined;
    });
    const actual = hash(algorithm, buffer.bytes, "hex");
    if (actual !== item.hash) throw altered(item, source, `its ${algorithm.toUpperCase()} is ${actual}`);
    const md5 = algorithm === "md5" ? actual : hash("md5", buffer.bytes, "hex");
    const { handle, checksum } = itemMetadata(item.relpath, md5);
    const headers = {
      "content-type": DATASET_CONTENT_TYPE,
      "x-amz-meta-handle": handle,
      "x-amz-meta-checksum": checksum,
    };
    await putObject(target.context, target.itemPlace(item.identifier), headers, buffer.bytes);
  } finally {
    buffer.release(false);
  }
}

/** Read what was written: the one way to know that it has the hash. */
async function assertStored(
  { signal }: DatasetServices,
  target: S3Broker,
  item: ManifestItem,
  head: ManifestHead,
): Promise<void> {
  const actual = await hashObject(
    target.client,
    target.itemPlace(item.identifier),
    algorithmOf(head, item),
    signal,
  );
  if (actual === item.hash) return;
  await target.deleteDocuments([`data/${item.identifier}`]);
  throw altered(item, target, `its hash is ${actual} instead of ${item.hash}`);
}

function algorithmOf(head: ManifestHead, item: ManifestItem): string {
  return digestNameOf(head.hashFunction, item.hash) ?? "md5";
}

function altered({ relpath }: ManifestItem, { uri }: AnyBroker, how: string): IntegrityError {
  return new IntegrityError(`${relpath} of ${uri} is altered: ${how}`, { code: "AlteredItem" });
}
