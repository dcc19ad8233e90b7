import { createHash, type Hash } from "node:crypto";
import { lstat, open, rename, rm, stat, utimes } from "node:fs/promises";
import path from "node:path";
import { IntegrityError } from "../../errors/s3kit-error.js";
import { downloadFile } from "../../transfer/download-file.js";
import { translateFileError } from "../../transfer/file-errors.js";
import { createFolderMaker } from "../../transfer/folder-maker.js";
import { createSmallFileWriter, type SmallFileWriter } from "../../transfer/small-file-writer.js";
import { hashFile } from "../broker/put-item.js";
import type { S3Broker } from "../broker/s3-broker.js";
import type { DatasetServices } from "../dataset-services.js";
import { digestNameOf, type ManifestHead, type ManifestItem } from "../format/manifest.js";
import type { AnyBroker } from "../open-dataset.js";

/** Brings items of one dataset to files. */
export interface ItemFetcher {
  /** @throws IntegrityError when the bytes are not those of the manifest: nothing is left behind. */
  fetch(item: ManifestItem, target: string): Promise<void>;
  /** Whether a file has the bytes of the item. */
  isThere(item: ManifestItem, target: string): Promise<boolean>;
}

/** Held in memory up to this, which is faster than streaming. */
const COLLECTED_BYTES = 256 * 1024;

/**
 * A fetcher for the items of a manifest. Files get the times of their items.
 *
 * @param head filled by whoever reads the manifest
 */
export function createItemFetcher(
  services: DatasetServices,
  broker: AnyBroker,
  head: ManifestHead,
): ItemFetcher {
  const ensureFolder = createFolderMaker();
  const writeSmallFile = createSmallFileWriter();
  return {
    fetch: async (item, target) => {
      const job = { services, broker, item, target, algorithm: algorithmOf(head, item) };
      try {
        await ensureFolder(path.dirname(target));
        if (item.sizeBytes <= COLLECTED_BYTES) await fetchCollected(job, writeSmallFile);
        else if (broker.kind === "s3") await fetchRanges(job, broker);
        else await fetchStreamed(job);
      } catch (error) {
        services.signal.throwIfAborted();
        throw translateFileError(error, target);
      }
    },
    isThere: async (item, target) => {
      const found = await lstat(target).catch((error: NodeJS.ErrnoException) => {
        if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
        throw translateFileError(error, target);
      });
      if (found?.isFile() !== true || found.size !== item.sizeBytes) return false;
      const file = { path: target, sizeBytes: found.size, modifiedMs: found.mtimeMs };
      return (await hashFile(file, services.signal, algorithmOf(head, item))) === item.hash;
    },
  };
}

interface Job {
  readonly services: DatasetServices;
  readonly broker: AnyBroker;
  readonly item: ManifestItem;
  readonly target: string;
  readonly algorithm: string;
}

async function fetchCollected(job: Job, writeSmallFile: SmallFileWriter): Promise<void> {
  const { services, broker, item, target } = job;
  const digest = createHash(job.algorithm);
  const pieces: Buffer[] = [];
  await broker.readItem(item, (chunk) => {
    digest.update(chunk);
    pieces.push(chunk);
    return undefined;
  });
  assertHash(job, digest);
  const content = Buffer.concat(pieces);
  await writeSmallFile({
    targetPath: target,
    content,
    modifiedMs: item.utcTimestamp * 1000,
    noClobber: false,
  });
  services.progress.movedBytes += content.length;
}

/** In ranges at once, which the store's own checksums verify; then the manifest's hash is compared from the disk. */
async function fetchRanges(job: Job, broker: S3Broker): Promise<void> {
  const { services, item, algorithm } = job;
  const modifiedMs = item.utcTimestamp * 1000;
  const source = { ...broker.itemPlace(item.identifier), sizeBytes: item.sizeBytes, modifiedMs, etag: "" };
  await publishAfter(job, async (temporary) => {
    await downloadFile(broker.context, source, temporary);
    const { size, mtimeMs } = await stat(temporary);
    const file = { path: temporary, sizeBytes: size, modifiedMs: mtimeMs };
    assertHash(job, await hashFile(file, services.signal, algorithm));
  });
}

async function fetchStreamed(job: Job): Promise<void> {
  const { services, broker, item, algorithm } = job;
  await publishAfter(job, async (temporary) => {
    const digest = createHash(algorithm);
    const handle = await open(temporary, "w");
    try {
      await broker.readItem(item, async (chunk) => {
        digest.update(chunk);
        await handle.writeFile(chunk);
        services.progress.movedBytes += chunk.length;
      });
    } finally {
      await handle.close();
    }
    assertHash(job, digest);
  });
}

/** A failed download may be resumed from what it left; nothing else is left behind. */
async function publishAfter(
  { item, target }: Job,
  fill: (temporary: string) => Promise<void>,
): Promise<void> {
  const temporary = path.join(path.dirname(target), `.s3kit-${item.identifier}.part`);
  try {
    await fill(temporary);
    await utimes(temporary, item.utcTimestamp, item.utcTimestamp);
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

function assertHash({ broker, item, algorithm }: Job, actual: Hash | string): void {
  const hex = typeof actual === "string" ? actual : actual.digest("hex");
  if (hex === item.hash) return;
  throw new IntegrityError(
    `${item.relpath} of ${broker.uri} is altered: its ${algorithm.toUpperCase()} is ${hex} instead of ${item.hash}`,
    { code: "AlteredItem" },
  );
}

function algorithmOf(head: ManifestHead, item: ManifestItem): string {
  const algorithm = digestNameOf(head.hashFunction, item.hash);
  if (algorithm !== undefined) return algorithm;
  throw new IntegrityError(`The manifest's hash function ${String(head.hashFunction)} is not known`, {
    code: "UnknownHashFunction",
  });
}
