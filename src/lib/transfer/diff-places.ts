import { stat } from "node:fs/promises";
import path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { createKeyFilter, type KeyFilterPatterns } from "../s3/key-filter.js";
import { mapConcurrently } from "../s3/map-concurrently.js";
import { compareFiles, type DiffThoroughness } from "./compare-files.js";
import { translateFileError } from "./file-errors.js";
import { listRemote } from "./list-remote.js";
import { mergeSorted, type Merged } from "./merge-sorted.js";
import type { Place } from "./place.js";
import { sizeOf, type SyncFile } from "./plan-sync.js";
import { walkLocal } from "./walk-local.js";

export interface DiffInput extends KeyFilterPatterns {
  readonly left: Place;
  readonly right: Place;
  readonly thoroughness: DiffThoroughness;
}

export interface DiffAccess {
  readonly leftClient: S3Client;
  readonly rightClient: S3Client;
  readonly signal: AbortSignal;
}

export interface DiffSide {
  readonly sizeBytes: number;
  readonly lastModified: Date;
}

/** One name and how its two sides compare. */
export interface DiffEntry {
  readonly kind: "same" | "differs" | "only-left" | "only-right" | "unreadable";
  /** Relative to the folders compared. */
  readonly name: string;
  readonly left?: DiffSide | undefined;
  readonly right?: DiffSide | undefined;
  /** Why a local file or folder could not be looked at. */
  readonly reason?: string;
}

/** Files compared at once. */
const CONCURRENCY = 8;

/**
 * Compare two folders or prefixes, or two files, name by name in key order. Yields what is the same, too. A file is
 * compared with its namesake in a folder. Memory: two pages of each listing and the chunks of the files being read.
 *
 * @throws NotFoundError when a local side or a bucket is not there; UsageError for `-`.
 */
export async function* diffPlaces(
  input: DiffInput,
  access: DiffAccess,
): AsyncGenerator<DiffEntry, void, undefined> {
  const left: DiffPlace = { place: namedPlace(input.left), client: access.leftClient };
  const right: DiffPlace = { place: namedPlace(input.right), client: access.rightClient };
  const pair = await readPair(left, right, access.signal);
  if (pair !== undefined) {
    yield await compare(pair, input.thoroughness, access);
    return;
  }
  const isIn = createKeyFilter(input);
  const lefts = openFolder(left, isIn, access.signal);
  const rights = openFolder(right, isIn, access.signal);
  yield* mapConcurrently(mergeSorted(lefts, rights), CONCURRENCY, (merged) =>
    compare(merged, input.thoroughness, access),
  );
}

type NamedPlace = Exclude<Place, { kind: "stdio" }>;

interface DiffPlace {
  readonly place: NamedPlace;
  readonly client: S3Client;
}

type Side = SyncFile | { readonly kind: "unreadable"; readonly name: string; readonly reason: string };

function namedPlace(place: Place): NamedPlace {
  if (place.kind !== "stdio") return place;
  throw new UsageError("Standard input cannot be compared", {
    hints: ["Name two files, folders or s3:// places"],
  });
}

/** The two files to compare when at least one side is a single file. */
async function readPair(
  left: DiffPlace,
  right: DiffPlace,
  signal: AbortSignal,
): Promise<Merged<Side, Side> | undefined> {
  const [leftFile, rightFile] = await Promise.all([readFile(left, signal), readFile(right, signal)]);
  const name = leftFile?.name ?? rightFile?.name;
  if (name === undefined) return undefined;
  return {
    name,
    left: leftFile ?? (await readFile(within(left, name), signal, true)),
    right: rightFile ?? (await readFile(within(right, name), signal, true)),
  };
}

/** The file or object that a place names itself; undefined when it is a folder, or `mayBeAbsent` and nothing. */
async function readFile(
  { place, client }: DiffPlace,
  signal: AbortSignal,
  mayBeAbsent = false,
): Promise<SyncFile | undefined> {
  if (place.kind === "local") return readLocalFile(place.path, mayBeAbsent);
  const { bucket, key } = place;
  if (key === "" || key.endsWith("/")) return undefined;
  // The shortest key with a prefix comes first.
  for await (const { name, object } of listRemote(
    client,
    { bucket, prefix: key, delimiter: "/" },
    0,
    signal,
  )) {
    return name === key ? { kind: "remote", name: baseName(key), object } : undefined;
  }
  return undefined;
}

async function readLocalFile(filePath: string, mayBeAbsent: boolean): Promise<SyncFile | undefined> {
  try {
    const found = await stat(filePath);
    if (found.isDirectory()) return undefined;
    const file = { path: filePath, sizeBytes: found.size, modifiedMs: found.mtimeMs };
    return { kind: "local", name: path.basename(filePath), file };
  } catch (error) {
    if (mayBeAbsent && (error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw translateFileError(error, filePath);
  }
}

function within({ place, client }: DiffPlace, name: string): DiffPlace {
  if (place.kind === "local") return { place: { ...place, path: path.join(place.path, name) }, client };
  return { place: { ...place, key: asFolder(place.key) + name }, client };
}

async function* openFolder(
  { place, client }: DiffPlace,
  isIn: (name: string) => boolean,
  signal: AbortSignal,
): AsyncGenerator<Side, void, void> {
  if (place.kind === "s3") {
    const prefix = asFolder(place.key);
    const files = listRemote(client, { bucket: place.bucket, prefix }, prefix.length, signal);
    for await (const { name, object } of files) {
      if (!isFolderMarker(name, object.sizeBytes) && isIn(name)) yield { kind: "remote", name, object };
    }
    return;
  }
  for await (const entry of walkLocal(place.path, { signal })) {
    if (!isIn(entry.name)) continue;
    if (entry.kind === "file") yield { kind: "local", name: entry.name, file: entry.file };
    else yield { kind: "unreadable", name: entry.name, reason: entry.reason };
  }
}

/** Empty objects that stand for a folder have no counterpart among files. */
function isFolderMarker(name: string, sizeBytes: number): boolean {
  return name === "" || (name.endsWith("/") && sizeBytes === 0);
}

async function compare(
  { name, left, right }: Merged<Side, Side>,
  thoroughness: DiffThoroughness,
  access: DiffAccess,
): Promise<DiffEntry> {
  const unreadable = [left, right].find((side) => side?.kind === "unreadable");
  if (unreadable?.kind === "unreadable") return { kind: "unreadable", name, reason: unreadable.reason };
  const sides = { name, left: describe(left), right: describe(right) };
  if (left === undefined || left.kind === "unreadable") return { kind: "only-right", ...sides };
  if (right === undefined || right.kind === "unreadable") return { kind: "only-left", ...sides };
  const same = await compareFiles(
    { file: left, client: access.leftClient },
    { file: right, client: access.rightClient },
    { thoroughness, signal: access.signal },
  );
  return { kind: same ? "same" : "differs", ...sides };
}

function describe(side: Side | undefined): DiffSide | undefined {
  if (side === undefined || side.kind === "unreadable") return undefined;
  const modifiedMs = side.kind === "local" ? side.file.modifiedMs : side.object.modifiedMs;
  return { sizeBytes: sizeOf(side), lastModified: new Date(modifiedMs) };
}

const asFolder = (key: string): string => (key === "" || key.endsWith("/") ? key : `${key}/`);

const baseName = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
