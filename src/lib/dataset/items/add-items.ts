import { stat } from "node:fs/promises";
import path from "node:path";
import { NotFoundError, UsageError } from "../../errors/s3kit-error.js";
import { translateError } from "../../s3/translate-error.js";
import { befallsAll } from "../../transfer/error-kinds.js";
import { translateFileError } from "../../transfer/file-errors.js";
import type { LocalFile } from "../../transfer/transfer-item.js";
import { walkLocal } from "../../transfer/walk-local.js";
import type { AddedItem, DatasetBroker, StoredItem } from "../broker/dataset-broker.js";
import { hashFile } from "../broker/put-item.js";
import type { DatasetServices } from "../dataset-services.js";
import { assertRelpath, identifierOf, relpathProblem } from "../format/item-identity.js";
import { isOf, openJournal, readJournals, type JournalWriter } from "./item-journal.js";
import { runWorkers } from "./run-workers.js";

/** What became of one file. */
export interface AddOutcome {
  readonly status: "added" | "kept" | "failed";
  /** Where it is on this machine. */
  readonly source: string;
  readonly relpath: string;
  readonly sizeBytes: number;
  readonly error?: unknown;
}

/**
 * Put one file into a proto dataset.
 *
 * @throws UsageError for a relpath that cannot be an item; NotFoundError when there is no such file.
 */
export async function addItem(
  services: DatasetServices,
  broker: DatasetBroker,
  input: { readonly file: string; readonly relpath?: string | undefined },
): Promise<AddedItem> {
  const relpath = (input.relpath ?? path.basename(input.file)).replace(/^(\.\/)+/, "");
  assertRelpath(relpath);
  const file = await describeFile(input.file);
  services.progress.plannedItems += 1;
  services.progress.plannedBytes += file.sizeBytes;
  return broker.addFile(file, relpath);
}

/**
 * Put all files below a folder into a proto dataset, several at once. Those that are there already with the same bytes,
 * from an earlier run, are kept. A file that fails does not stop the others.
 *
 * Memory: the files in flight, and what the dataset had before.
 *
 * @throws NotFoundError when there is no such folder, and what would befall every file.
 */
export async function addFolder(
  services: DatasetServices,
  broker: DatasetBroker,
  input: { readonly folder: string; readonly below?: string | undefined },
  onOutcome: (outcome: AddOutcome) => Promise<void> | void,
): Promise<void> {
  const existing = await indexItems(broker);
  const journal = openJournal(broker);
  const { progress, concurrency, signal } = services;
  const entries = planFolder(path.resolve(input.folder), input.below ?? "", signal);
  try {
    await runWorkers(entries, concurrency, async (entry) => {
      signal.throwIfAborted();
      progress.plannedItems += 1;
      if (entry.file !== undefined) progress.plannedBytes += entry.file.sizeBytes;
      const outcome = await addEntry(broker, existing, journal, entry, signal);
      if (outcome.status === "failed") progress.failedItems += 1;
      else progress.doneItems += 1;
      await onOutcome(outcome);
      if (outcome.status === "failed" && befallsAll(outcome.error)) throw outcome.error;
    });
    progress.planComplete = true;
  } finally {
    if (!signal.aborted) await journal.close();
  }
}

/** A file, or why one cannot be an item. */
interface FolderEntry {
  readonly source: string;
  readonly relpath: string;
  readonly file: LocalFile | undefined;
  readonly error?: unknown;
}

async function* planFolder(folder: string, below: string, signal: AbortSignal): AsyncGenerator<FolderEntry> {
  const prefix = below === "" || below.endsWith("/") ? below : `${below}/`;
  for await (const entry of walkLocal(folder, { signal })) {
    const relpath = prefix + entry.name;
    if (entry.kind === "left-out") {
      const error =
        entry.error ??
        new UsageError(`${entry.path} cannot be an item: ${entry.reason}`, { code: "NotAFile" });
      yield { source: entry.path, relpath, file: undefined, error };
      continue;
    }
    const problem = relpathProblem(relpath);
    const error =
      problem === undefined
        ? undefined
        : new UsageError(`${JSON.stringify(relpath)} cannot be an item: ${problem}`, {
            code: "InvalidRelpath",
          });
    yield { source: entry.file.path, relpath, file: error === undefined ? entry.file : undefined, error };
  }
}

async function addEntry(
  broker: DatasetBroker,
  existing: ReadonlyMap<string, ExistingItem>,
  journal: JournalWriter,
  entry: FolderEntry,
  signal: AbortSignal,
): Promise<AddOutcome> {
  const { source, relpath, file } = entry;
  const named = { source, relpath, sizeBytes: file?.sizeBytes ?? 0 };
  try {
    if (file === undefined) throw entry.error;
    const kept = await keepsExisting(broker, existing.get(identifierOf(relpath)), file, relpath, signal);
    const item = kept ?? (await broker.addFile(file, relpath));
    await journal.add(item);
    return { ...named, status: kept === undefined ? "added" : "kept" };
  } catch (error) {
    signal.throwIfAborted();
    return { ...named, status: "failed", error: translateError(error, { path: source }) };
  }
}

interface ExistingItem {
  readonly stored: StoredItem;
  readonly noted: AddedItem | undefined;
}

/** What is there from earlier runs. */
async function indexItems(broker: DatasetBroker): Promise<ReadonlyMap<string, ExistingItem>> {
  const index = new Map<string, ExistingItem>();
  for await (const stored of broker.listItems()) index.set(stored.identifier, { stored, noted: undefined });
  if (index.size === 0) return index;
  for await (const noted of readJournals(broker)) {
    const found = index.get(noted.identifier);
    if (found !== undefined && isOf(noted, found.stored)) index.set(noted.identifier, { ...found, noted });
  }
  return index;
}

/** The item that is there, when it has the bytes of the file: by their hash. */
async function keepsExisting(
  broker: DatasetBroker,
  existing: ExistingItem | undefined,
  file: LocalFile,
  relpath: string,
  signal: AbortSignal,
): Promise<AddedItem | undefined> {
  if (existing === undefined || existing.stored.sizeBytes !== file.sizeBytes) return undefined;
  const { stored } = existing;
  const [md5, known] = await Promise.all([
    hashFile(file, signal),
    existing.noted?.md5 ?? broker.describeItem(stored).then((described) => described.md5),
  ]);
  if (md5 !== known) return undefined;
  const { identifier, sizeBytes, version } = stored;
  return { identifier, relpath, md5, sizeBytes, version };
}

async function describeFile(file: string): Promise<LocalFile> {
  const absolute = path.resolve(file);
  const found = await stat(absolute).catch((error: unknown) => {
    throw translateFileError(error, file);
  });
  if (!found.isFile())
    throw new NotFoundError(`${file} is no file`, {
      code: "NotAFile",
      hints: ["For a folder: dataset add folder"],
    });
  return { path: absolute, sizeBytes: found.size, modifiedMs: found.mtimeMs };
}
