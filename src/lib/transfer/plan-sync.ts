import { stat } from "node:fs/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { ConfigurationError, UsageError } from "../errors/s3kit-error.js";
import { createKeyFilter, type KeyFilterPatterns } from "../s3/key-filter.js";
import { translateFileError } from "./file-errors.js";
import { listRemote } from "./list-remote.js";
import type { NamingRules } from "./local-names.js";
import { mergeSorted, type Merged } from "./merge-sorted.js";
import { asFolder, type Place } from "./place.js";
import { assertOutside, createLocalNaming, refusalOf } from "./plan-transfers.js";
import type { LocalFile, Planned, Refusal, RemoteObject } from "./transfer-item.js";
import { walkLocal } from "./walk-local.js";

type FolderPlace = Exclude<Place, { kind: "stdio" }>;

/** How to tell that both sides hold the same. */
export type Comparison =
  /** Same size, and the source is not newer; times are whole seconds, as S3's are. */
  | "modified"
  /** Same size and, to the second, the same time. */
  | "exact-timestamps"
  | "size"
  | "content";

export interface SyncInput extends KeyFilterPatterns {
  readonly source: FolderPlace;
  readonly destination: FolderPlace;
  readonly comparison: Comparison;
  /** Also plan to remove what only the destination has. */
  readonly deletes: boolean;
  readonly betweenStores: boolean;
}

export interface SyncAccess {
  readonly sourceClient: S3Client;
  readonly client: S3Client;
  readonly naming: NamingRules;
  readonly signal: AbortSignal;
  /** Whether two of equal size hold the same bytes. */
  readonly sameContent: (source: SyncFile, destination: SyncFile) => Promise<boolean>;
}

/** A file on either side. */
export type SyncFile =
  | { readonly kind: "local"; readonly name: string; readonly file: LocalFile }
  | { readonly kind: "remote"; readonly name: string; readonly object: RemoteObject };

/** Something at the destination that the source lacks. */
export type Deletion = { readonly kind: "delete"; readonly file: SyncFile };

export type SyncStep =
  | Planned
  | Deletion
  | { readonly kind: "same"; readonly sizeBytes: number }
  /** The source could not be read in part: nothing may be deleted on its word. */
  | { readonly kind: "incomplete"; readonly refusal: Refusal };

/** An entry of one side on its way through the merge. */
type Entry =
  | SyncFile
  | {
      readonly kind: "left-out";
      readonly name: string;
      readonly refusal: Refusal;
      readonly incomplete: boolean;
    };

/**
 * Work out what makes the destination like the source, in name order: both sides are read as sorted streams and merged,
 * so memory is flat whatever their size. Nothing is written.
 *
 * Both sides are folders or prefixes. Names that the filter leaves out are touched on neither side.
 *
 * @throws UsageError for sides that make no sense together; NotFoundError when the source is not there.
 */
export async function* planSync(input: SyncInput, access: SyncAccess): AsyncGenerator<SyncStep> {
  await assertSides(input);
  const isIn = createKeyFilter(input);
  const left = filterEntries(openSide(input.source, access.sourceClient, access.signal, true), isIn);
  const right = filterEntries(openSide(input.destination, access.client, access.signal, false), isIn);
  const toTransfer = createTransferPlanner(input, access);
  for await (const pair of mergeSorted(left, right)) {
    const step = await decide(pair, input, access, toTransfer);
    if (step !== undefined) yield step;
  }
}

async function assertSides({ source, destination, betweenStores }: SyncInput): Promise<void> {
  if (source.kind === "local" && destination.kind === "local") {
    throw new UsageError("Both sides are on this machine", {
      hints: ["Write at least one side as s3://bucket/prefix"],
    });
  }
  if (source.kind === "s3" && destination.kind === "s3" && !betweenStores) {
    assertOutside(source.bucket, asFolder(source.key), destination.bucket, asFolder(destination.key));
  }
  if (source.kind === "local" && !(await isFolder(source.path))) {
    throw new UsageError(`${source.path} is not a folder`, { hints: ["Use cp for a single file"] });
  }
  if (destination.kind === "local" && !(await isFolder(destination.path, true))) {
    throw new ConfigurationError(`${destination.path} is a file, not a folder`, { code: "NameClash" });
  }
}

async function isFolder(localPath: string, mayBeAbsent = false): Promise<boolean> {
  try {
    return (await stat(localPath)).isDirectory();
  } catch (error) {
    if (mayBeAbsent && (error as NodeJS.ErrnoException).code === "ENOENT") return true;
    throw translateFileError(error, localPath);
  }
}

async function* openSide(
  place: FolderPlace,
  client: S3Client,
  signal: AbortSignal,
  isSource: boolean,
): AsyncGenerator<Entry> {
  if (place.kind === "s3") {
    const prefix = asFolder(place.key);
    for await (const { name, object } of listRemote(
      client,
      { bucket: place.bucket, prefix },
      prefix.length,
      signal,
    )) {
      if (name !== "") yield { kind: "remote", name, object };
    }
    return;
  }
  if (!isSource && !(await exists(place.path))) return;
  for await (const entry of walkLocal(place.path, { signal })) {
    if (entry.kind === "file") yield { kind: "local", name: entry.name, file: entry.file };
    else
      yield { kind: "left-out", name: entry.name, refusal: refusalOf(entry), incomplete: entry.incomplete };
  }
}

async function exists(localPath: string): Promise<boolean> {
  return stat(localPath).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return false;
      throw error;
    },
  );
}

async function* filterEntries(
  entries: AsyncIterable<Entry>,
  isIn: (name: string) => boolean,
): AsyncGenerator<Entry> {
  for await (const entry of entries) if (isIn(entry.name)) yield entry;
}

type TransferPlanner = (source: SyncFile) => Planned;

function createTransferPlanner(
  { destination, betweenStores }: SyncInput,
  { naming }: SyncAccess,
): TransferPlanner {
  const toLocal = createLocalNaming(destination.kind === "local" ? destination.path : "", naming);
  return (source) => {
    if (destination.kind === "local") {
      if (source.kind === "local") throw new TypeError("Both sides are local");
      return toLocal(source);
    }
    const target = { bucket: destination.bucket, key: asFolder(destination.key) + source.name };
    if (source.kind === "local") return { kind: "upload", source: source.file, target };
    return { kind: betweenStores ? "relay" : "copy", source: source.object, target };
  };
}

async function decide(
  { left, right }: Merged<Entry, Entry>,
  input: SyncInput,
  access: SyncAccess,
  toTransfer: TransferPlanner,
): Promise<SyncStep | undefined> {
  if (left?.kind === "left-out")
    return left.incomplete ? { kind: "incomplete", refusal: left.refusal } : left.refusal;
  if (left === undefined) {
    if (right === undefined || right.kind === "left-out" || !input.deletes || isFolderMarker(right))
      return undefined;
    return { kind: "delete", file: right };
  }
  const planned = toTransfer(left);
  if (planned.kind === "refusal" || right === undefined || right.kind === "left-out") return planned;
  return (await isSame(left, right, input.comparison, access))
    ? { kind: "same", sizeBytes: sizeOf(left) }
    : planned;
}

/** Empty `folder/` objects have no counterpart among files. */
function isFolderMarker(file: SyncFile): boolean {
  return file.kind === "remote" && file.name.endsWith("/") && file.object.sizeBytes === 0;
}

async function isSame(
  source: SyncFile,
  destination: SyncFile,
  comparison: Comparison,
  { sameContent }: SyncAccess,
): Promise<boolean> {
  if (sizeOf(source) !== sizeOf(destination)) return false;
  switch (comparison) {
    case "size":
      return true;
    case "content":
      return sameContent(source, destination);
    case "modified":
      return secondsOf(source) <= secondsOf(destination);
    case "exact-timestamps":
      return secondsOf(source) === secondsOf(destination);
  }
}

/** Length of a file on either side, in bytes. */
export function sizeOf(file: SyncFile): number {
  return file.kind === "local" ? file.file.sizeBytes : file.object.sizeBytes;
}

function secondsOf(file: SyncFile): number {
  return Math.floor((file.kind === "local" ? file.file.modifiedMs : file.object.modifiedMs) / 1000);
}
