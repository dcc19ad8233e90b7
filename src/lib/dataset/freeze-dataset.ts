import { createReadStream } from "node:fs";
import { ConflictError, S3kitError } from "../errors/s3kit-error.js";
import type { DatasetBroker, FreezeClaim } from "./broker/dataset-broker.js";
import { assertNoRogueContent } from "./broker/file-broker.js";
import type { DatasetServices } from "./dataset-services.js";
import { secondsNow, type AdminMetadata } from "./format/admin-metadata.js";
import { relpathProblem } from "./format/item-identity.js";
import { formatManifest, parseManifest, type ManifestItem } from "./format/manifest.js";
import type { JsonValue } from "./format/python-json.js";
import { readStoredItems } from "./items/read-items.js";
import { spoolText, type SpooledText } from "./items/spool-text.js";
import type { OpenDataset } from "./open-dataset.js";
import { readItemMetadata, type OverlayValues } from "./overlay/item-metadata.js";
import { formatOverlay } from "./overlay/overlay-document.js";

export interface FrozenDataset {
  readonly admin: AdminMetadata;
  readonly itemCount: number;
  readonly totalBytes: number;
}

export interface FreezeOptions {
  /** More items are refused. Default: no limit. */
  readonly maxItems?: number | undefined;
}

/** Problems named in one error. */
const NAMED_PROBLEMS = 10;

/**
 * Turn a proto dataset into a dataset. First everything is looked at; then the manifest is written, then the overlays,
 * and the dataset counts as frozen only after that. Interrupted, it can be frozen again; by two at once, it is frozen by
 * one. No item is read; those that s3kit put there are not even asked for.
 *
 * Memory: see `readStoredItems`, and what was noted about items.
 *
 * @throws ConflictError `StrayItems` for objects that are no items, `UnknownItems` for metadata of items that are not
 * there, `FreezeConflict` when somebody else is at it, `RogueContent` for files beside the data; `TooManyItems`.
 */
export async function freezeDataset(
  services: DatasetServices,
  { broker, admin, document }: OpenDataset,
  options: FreezeOptions = {},
): Promise<FrozenDataset> {
  if (broker.kind === "file") await assertNoRogueContent(broker);
  const claim = await broker.claimFreeze(document);
  try {
    const collected = await collectManifest(services, broker, options);
    try {
      const overlays = await collectOverlays(services, broker, collected.manifest);
      return await writeFrozen(broker, admin, claim, collected, overlays);
    } finally {
      await collected.manifest.dispose();
    }
  } catch (error) {
    await claim.release();
    throw error;
  }
}

/** Remove what only a proto dataset needs: what an interrupted freeze may have left. */
export async function removeFragments(broker: DatasetBroker): Promise<void> {
  let names: string[] = [];
  for await (const name of broker.listDocuments("fragments")) {
    names.push(name);
    if (names.length < 1000) continue;
    await broker.deleteDocuments(names);
    names = [];
  }
  if (names.length > 0) await broker.deleteDocuments(names);
}

interface Collected {
  readonly manifest: SpooledText;
  readonly itemCount: number;
  readonly totalBytes: number;
}

async function collectManifest(
  services: DatasetServices,
  broker: DatasetBroker,
  { maxItems = Infinity }: FreezeOptions,
): Promise<Collected> {
  const totals = { itemCount: 0, totalBytes: 0 };
  const problems: string[] = [];
  async function* goodItems(): AsyncGenerator<ManifestItem> {
    for await (const item of readStoredItems(services, broker)) {
      const problem = item.kind === "stray" ? messageOf(item.error) : relpathProblemOf(item);
      if (problem !== undefined) problems.push(problem);
      if (item.kind === "stray") continue;
      totals.itemCount += 1;
      totals.totalBytes += item.sizeBytes;
      yield item;
    }
  }
  const manifest = await spoolText(formatManifest(goodItems()));
  try {
    assertNoProblems(broker, problems);
    if (totals.itemCount > maxItems)
      throw new ConflictError(
        `${broker.uri} has ${totals.itemCount.toString()} items, more than ${maxItems.toString()}`,
        {
          code: "TooManyItems",
          hints: ["Raise DTOOL_MAX_FILES_LIMIT", "Pack small files into archives"],
        },
      );
    return { manifest, ...totals };
  } catch (error) {
    await manifest.dispose();
    throw error;
  }
}

function relpathProblemOf({ relpath }: ManifestItem): string | undefined {
  const problem = relpathProblem(relpath);
  return problem === undefined ? undefined : `${JSON.stringify(relpath)}: ${problem}`;
}

function messageOf(error: unknown): string {
  return error instanceof S3kitError ? error.message : String(error);
}

function assertNoProblems(broker: DatasetBroker, problems: readonly string[]): void {
  if (problems.length === 0) return;
  const more = problems.length - NAMED_PROBLEMS;
  const lines = [...problems.slice(0, NAMED_PROBLEMS), ...(more > 0 ? [`and ${more.toString()} more`] : [])];
  throw new ConflictError(`${broker.uri} has what cannot be an item:\n  ${lines.join("\n  ")}`, {
    code: "StrayItems",
    hints: ["Remove it, then freeze again; nothing was changed"],
  });
}

/** The overlays that item metadata makes; an item about which nothing was noted has null there. */
async function collectOverlays(
  services: DatasetServices,
  broker: DatasetBroker,
  manifest: SpooledText,
): Promise<ReadonlyMap<string, OverlayValues>> {
  const noted = await readItemMetadata(services, broker);
  if (noted.size === 0) return noted;
  const complete = new Map([...noted.keys()].map((name) => [name, new Map<string, JsonValue>()]));
  for await (const { identifier } of parseManifest(createReadStream(manifest.path), broker.uri)) {
    for (const [name, values] of noted) {
      const value = values.get(identifier);
      complete.get(name)?.set(identifier, value ?? null);
      values.delete(identifier);
    }
  }
  for (const [name, values] of noted) assertNoneLeft(broker, name, values);
  return complete;
}

function assertNoneLeft(broker: DatasetBroker, name: string, values: OverlayValues): void {
  const [unknown] = values.keys();
  if (unknown === undefined) return;
  throw new ConflictError(`Item metadata ${name} is about ${unknown}, which ${broker.uri} does not have`, {
    code: "UnknownItems",
    hints: ["Add the item, or remove its metadata", "Nothing was changed"],
  });
}

async function writeFrozen(
  broker: DatasetBroker,
  admin: AdminMetadata,
  claim: FreezeClaim,
  { manifest, itemCount, totalBytes }: Collected,
  overlays: ReadonlyMap<string, OverlayValues>,
): Promise<FrozenDataset> {
  await claim.writeManifest(manifest);
  for (const [name, values] of overlays)
    await broker.writeDocument(`overlays/${name}.json`, formatOverlay(values));
  const frozen: AdminMetadata = { ...admin, type: "dataset", frozenAt: admin.frozenAt ?? secondsNow() };
  await claim.finish(frozen);
  await removeFragments(broker);
  return { admin: frozen, itemCount, totalBytes };
}
