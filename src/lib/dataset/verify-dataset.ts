import { createHash } from "node:crypto";
import { EXIT } from "../errors/exit-codes.js";
import { IntegrityError, S3kitError } from "../errors/s3kit-error.js";
import { translateError } from "../s3/translate-error.js";
import { befallsAll } from "../transfer/error-kinds.js";
import type { DatasetBroker, StoredItem } from "./broker/dataset-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { decodeHandle, identifierOf } from "./format/item-identity.js";
import { digestNameOf, type ManifestHead, type ManifestItem } from "./format/manifest.js";
import { mergeSorted, type Pair } from "./items/merge-sorted.js";
import { readManifest, readManifestSorted } from "./items/read-items.js";
import { runWorkers } from "./items/run-workers.js";
import type { OpenDataset } from "./open-dataset.js";
import { parseOverlay } from "./overlay/overlay-document.js";

/** What is looked at: the listing alone; what the store keeps about each item too; or every byte. */
export type VerifyDepth = "quick" | "metadata" | "full";

/** Something that is not as the manifest says. */
export interface VerifyProblem {
  readonly problem:
    | "missing"
    | "unknown"
    | "altered-size"
    | "altered-content"
    | "altered-metadata"
    | "wrong-identifier"
    | "unreadable"
    | "incomplete-overlay";
  /** Of the item; the name of an overlay. */
  readonly identifier: string;
  readonly relpath: string | undefined;
  readonly message: string;
}

export interface VerifyTotals {
  readonly itemCount: number;
  readonly totalBytes: number;
  /** Bytes that were read. */
  readonly readBytes: number;
  readonly problemCount: number;
}

/**
 * Compare a frozen dataset with its manifest, several items at once, and report each problem as it is found. `full` reads
 * and hashes every byte, whatever the store says about them.
 *
 * Memory: a chunk for each item in flight, and the overlays.
 *
 * @throws IntegrityError when the manifest itself cannot be read, NotFoundError when there is none; what would befall
 * every item.
 */
export async function verifyDataset(
  services: DatasetServices,
  { broker }: Pick<OpenDataset, "broker">,
  depth: VerifyDepth,
  onProblem: (problem: VerifyProblem) => Promise<void> | void,
): Promise<VerifyTotals> {
  const totals = { itemCount: 0, totalBytes: 0, readBytes: 0, problemCount: 0 };
  const report = async (problem: VerifyProblem): Promise<void> => {
    totals.problemCount += 1;
    await onProblem(problem);
  };
  const { progress, signal, concurrency } = services;
  const head: ManifestHead = { hashFunction: undefined };
  const pairs = mergeSorted(readManifestSorted(broker, head), broker.listItems());
  await runWorkers(pairs, concurrency, async (pair) => {
    signal.throwIfAborted();
    progress.plannedItems += 1;
    const sizeBytes = pair.left?.sizeBytes ?? 0;
    progress.plannedBytes += depth === "full" ? sizeBytes : 0;
    for await (const problem of verifyPair(services, broker, pair, depth, head)) await report(problem);
    if (pair.left === undefined) return;
    totals.itemCount += 1;
    totals.totalBytes += sizeBytes;
    progress.doneItems += 1;
  });
  progress.planComplete = true;
  if (depth !== "quick") for await (const problem of verifyOverlays(broker)) await report(problem);
  return { ...totals, readBytes: depth === "full" ? progress.movedBytes : 0 };
}

async function* verifyPair(
  services: DatasetServices,
  broker: DatasetBroker,
  { identifier, left: item, right: stored }: Pair<ManifestItem, StoredItem>,
  depth: VerifyDepth,
  head: ManifestHead,
): AsyncGenerator<VerifyProblem> {
  const found = (problem: VerifyProblem["problem"], message: string): VerifyProblem => ({
    problem,
    identifier,
    relpath: item?.relpath ?? stored?.relpath,
    message,
  });
  if (item === undefined) {
    yield found("unknown", "It is not in the manifest");
    return;
  }
  if (identifierOf(item.relpath) !== identifier)
    yield found("wrong-identifier", "Its relpath belongs to another identifier");
  if (stored === undefined) {
    yield found("missing", "It is in the manifest, but not stored");
    return;
  }
  if (stored.sizeBytes !== item.sizeBytes)
    yield found(
      "altered-size",
      `It has ${stored.sizeBytes.toString()} bytes instead of ${item.sizeBytes.toString()}`,
    );
  if (depth === "quick") return;
  try {
    if (depth === "metadata")
      yield* compareMetadata(broker, item, await broker.readItemMetadata(identifier), found);
    else yield* verifyContent(services, broker, { item, stored }, head, found);
  } catch (error) {
    services.signal.throwIfAborted();
    const translated = translateError(error, {});
    if (befallsAll(translated) || isOfNetwork(translated)) throw translated;
    yield found("unreadable", translated instanceof Error ? translated.message : String(translated));
  }
}

type Finder = (problem: VerifyProblem["problem"], message: string) => VerifyProblem;

async function* verifyContent(
  services: DatasetServices,
  broker: DatasetBroker,
  { item, stored }: { readonly item: ManifestItem; readonly stored: StoredItem },
  head: ManifestHead,
  found: Finder,
): AsyncGenerator<VerifyProblem> {
  const algorithm = digestNameOf(head.hashFunction, item.hash);
  if (algorithm === undefined) {
    throw new IntegrityError(`The manifest's hash function ${String(head.hashFunction)} is not known`, {
      code: "UnknownHashFunction",
    });
  }
  const digest = createHash(algorithm);
  const metadata = await broker.scanItem(item, stored, (bytes) => {
    digest.update(bytes);
    services.progress.movedBytes += bytes.length;
  });
  const actual = digest.digest("hex");
  if (actual !== item.hash)
    yield found("altered-content", `Its ${algorithm.toUpperCase()} is ${actual} instead of ${item.hash}`);
  yield* compareMetadata(broker, item, metadata, found);
}

/** Datasets of dtool-s3 before 0.4 have no checksums in their metadata. */
async function* compareMetadata(
  broker: DatasetBroker,
  item: ManifestItem,
  { checksum, handle }: Readonly<Record<string, string>>,
  found: Finder,
): AsyncGenerator<VerifyProblem> {
  if (checksum !== undefined && checksum.length === item.hash.length && checksum.toLowerCase() !== item.hash)
    yield found("altered-metadata", `Its checksum says ${checksum} instead of ${item.hash}`);
  const encoding = await broker.handleEncoding();
  if (handle !== undefined && !isHandleOf(handle, item.relpath, encoding))
    yield found("altered-metadata", `Its handle ${JSON.stringify(handle)} is not that of its relpath`);
}

function isHandleOf(handle: string, relpath: string, encoding: "base64" | "plain"): boolean {
  try {
    return decodeHandle(handle, encoding) === relpath;
  } catch (error) {
    if (error instanceof IntegrityError) return false;
    throw error;
  }
}

/** dtool takes overlays alone that say something about each item and nothing about others. */
async function* verifyOverlays(broker: DatasetBroker): AsyncGenerator<VerifyProblem> {
  for await (const document of broker.listDocuments("overlays")) {
    const found = (message: string): VerifyProblem => ({
      problem: "incomplete-overlay",
      identifier: document.slice("overlays/".length).replace(/\.json$/, ""),
      relpath: undefined,
      message,
    });
    const text = (await broker.readDocument(document))?.text ?? "";
    try {
      const values = parseOverlay(text, broker.describePlace(document));
      let missing = 0;
      for await (const { identifier } of readManifest(broker)) if (!values.delete(identifier)) missing += 1;
      if (missing > 0) yield found(`It says nothing about ${missing.toString()} of the items`);
      if (values.size > 0)
        yield found(`It is about ${values.size.toString()} items that are not in the manifest`);
    } catch (error) {
      if (!(error instanceof IntegrityError)) throw error;
      yield found(error.message);
    }
  }
}

function isOfNetwork(error: unknown): boolean {
  return error instanceof S3kitError && error.exitCode === EXIT.network;
}
