import { stat } from "node:fs/promises";
import path from "node:path";
import type { S3Client } from "@aws-sdk/client-s3";
import { UsageError } from "../errors/s3kit-error.js";
import { createKeyFilter } from "../s3/key-filter.js";
import { headObject } from "../s3/head-object.js";
import { formatS3Uri } from "../s3/uri.js";
import { assertNoDevice } from "./assert-replaceable.js";
import { translateFileError } from "./file-errors.js";
import type { RemoteFile } from "./list-remote.js";
import { createClashDetector, unsafeName, type NamingRules } from "./local-names.js";
import { asFolder, type Place } from "./place.js";
import { selectSource, type SourceInput } from "./select-source.js";
import type { LocalFile, ObjectPlace, Planned, Refusal, RemoteObject } from "./transfer-item.js";
import { walkLocal, type WalkedEntry } from "./walk-local.js";

type LocalPlace = Extract<Place, { kind: "local" }>;
type S3Place = Extract<Place, { kind: "s3" }>;

export interface PlanInput extends SourceInput {
  readonly source: Place;
  readonly destination: Place;
  /** Between two stores: objects go through this machine. */
  readonly betweenStores: boolean;
}

export interface PlanAccess {
  /** Where the source's objects are. */
  readonly sourceClient: S3Client;
  readonly naming: NamingRules;
  readonly signal: AbortSignal;
}

/**
 * Work out what a copy has to do, item by item in name order, reading listings and folders as it goes: nothing is
 * written, and memory is flat. What cannot be transferred is in the plan as a refusal.
 *
 * A folder's (or prefix's) content goes below the destination, which is taken as a folder whether or not it ends in
 * `/`; a single source goes to exactly the destination, or below it under its own name when that ends in `/`, is an
 * existing folder or a bucket. Names of wildcard matches are relative to the last `/` before the first wildcard.
 *
 * @throws UsageError for sides that make no sense together, NotFoundError when there is no source.
 */
export async function* planTransfers(input: PlanInput, access: PlanAccess): AsyncGenerator<Planned> {
  const { source, destination } = input;
  if (source.kind === "stdio" || destination.kind === "stdio") {
    throw new UsageError("Standard input and output hold a single object");
  }
  if (source.kind === "local") {
    if (destination.kind === "local") throw bothLocal();
    yield* planUpload(source, destination, input, access);
  } else if (destination.kind === "local") {
    yield* planDownload(source, destination, input, access);
  } else {
    yield* planCopy(source, destination, input, access);
  }
}

function bothLocal(): UsageError {
  return new UsageError("Both sides are on this machine", {
    hints: ["Write at least one side as s3://bucket/key", "Use cp or rsync between folders"],
  });
}

async function* planUpload(
  source: LocalPlace,
  destination: S3Place,
  input: PlanInput,
  { signal }: PlanAccess,
): AsyncGenerator<Planned> {
  const found = await stat(source.path).catch((error: unknown) => {
    throw translateFileError(error, source.path);
  });
  if (!found.isDirectory()) {
    const file: LocalFile = { path: source.path, sizeBytes: found.size, modifiedMs: found.mtimeMs };
    if (!found.isFile())
      throw new UsageError(`${source.path} is not a regular file`, {
        hints: ["Read it through a pipe: … | s3kit cp - s3://…"],
      });
    yield { kind: "upload", source: file, target: targetFor(destination, path.basename(source.path)) };
    return;
  }
  if (!input.recursive) {
    throw new UsageError(`${source.path} is a folder`, { hints: ["Pass --recursive to copy what is in it"] });
  }
  const isIn = createKeyFilter(input);
  const prefix = asFolder(destination.key);
  for await (const entry of walkLocal(source.path, { signal })) {
    if (!isIn(entry.name)) continue;
    if (entry.kind === "left-out") yield refusalOf(entry);
    else
      yield {
        kind: "upload",
        source: entry.file,
        target: { bucket: destination.bucket, key: prefix + entry.name },
      };
  }
}

/** Why something in a folder is left out; what is merely no file does not make the command fail. */
export function refusalOf({
  path: name,
  reason,
  error,
}: Extract<WalkedEntry, { kind: "left-out" }>): Refusal {
  const severity = error === undefined ? "skipped" : "failed";
  return {
    kind: "refusal",
    name,
    sizeBytes: 0,
    severity,
    code: error === undefined ? "NotAFile" : "Unreadable",
    reason,
  };
}

async function* planDownload(
  source: S3Place,
  destination: LocalPlace,
  input: PlanInput,
  access: PlanAccess,
): AsyncGenerator<Planned> {
  const selection = selectSource(source, input, access.sourceClient, access.signal);
  if (selection.kind === "single") {
    const object = await findObject(source, access);
    const isFolder = destination.isFolder || (await isExistingFolder(destination.path));
    const name = baseName(source.key);
    const unsafe = isFolder ? unsafeName(name, access.naming) : undefined;
    if (unsafe !== undefined) yield refuseName(object, unsafe);
    else
      yield {
        kind: "download",
        source: object,
        targetPath: isFolder ? path.join(destination.path, name) : destination.path,
      };
    return;
  }
  const toLocal = createLocalNaming(destination.path, access.naming);
  for await (const file of selection.files) yield toLocal(file);
}

/** Decide for names in key order where each becomes a file below a folder, or why it cannot. */
export function createLocalNaming(folder: string, naming: NamingRules): (file: RemoteFile) => Planned {
  const clashes = createClashDetector(naming);
  return ({ name, object }) => {
    const problem = unsafeName(name, naming) ?? clashes.check(name);
    if (problem !== undefined) return refuseName(object, problem);
    return { kind: "download", source: object, targetPath: path.join(folder, ...name.split("/")) };
  };
}

/** An empty `folder/` object is how consoles draw folders: nothing is lost by leaving it out. */
function refuseName(
  { bucket, key, sizeBytes }: RemoteObject,
  { code, reason }: { readonly code: string; readonly reason: string },
): Refusal {
  const severity = code === "FolderMarker" && sizeBytes === 0 ? "skipped" : "failed";
  return { kind: "refusal", name: formatS3Uri({ bucket, key }), sizeBytes, severity, code, reason };
}

async function* planCopy(
  source: S3Place,
  destination: S3Place,
  input: PlanInput,
  access: PlanAccess,
): AsyncGenerator<Planned> {
  const kind = input.betweenStores ? "relay" : "copy";
  const selection = selectSource(source, input, access.sourceClient, access.signal);
  if (selection.kind === "single") {
    const target = targetFor(destination, baseName(source.key));
    if (!input.betweenStores) assertElsewhere(source, target);
    yield { kind, source: await findObject(source, access), target };
    return;
  }
  const prefix = asFolder(destination.key);
  // What goes into a folder below is not found again where only one level is listed.
  const findsItself = !selection.oneLevel || prefix === folderOf(selection.listedPrefix);
  if (!input.betweenStores && findsItself)
    assertOutside(source.bucket, selection.listedPrefix, destination.bucket, prefix);
  for await (const { name, object } of selection.files) {
    yield { kind, source: object, target: { bucket: destination.bucket, key: prefix + name } };
  }
}

async function findObject(
  { bucket, key }: S3Place,
  { sourceClient, signal }: PlanAccess,
): Promise<RemoteObject> {
  const { sizeBytes, lastModified, etag } = await headObject(sourceClient, { bucket, key }, { signal });
  return { bucket, key, sizeBytes, modifiedMs: lastModified.getTime(), etag };
}

function assertElsewhere(source: ObjectPlace, target: ObjectPlace): void {
  if (source.bucket !== target.bucket || source.key !== target.key) return;
  throw new UsageError(`${formatS3Uri(source)} cannot be copied onto itself`, { code: "SameObject" });
}

/** A copy into the folder that is being listed would find its own output. */
export function assertOutside(
  bucket: string,
  prefix: string,
  targetBucket: string,
  targetPrefix: string,
): void {
  if (bucket !== targetBucket || !targetPrefix.startsWith(prefix)) return;
  throw new UsageError(
    `s3://${targetBucket}/${targetPrefix} is inside of what is copied, s3://${bucket}/${prefix}`,
    {
      code: "InsideItself",
    },
  );
}

function targetFor({ bucket, key }: S3Place, name: string): ObjectPlace {
  return { bucket, key: key === "" || key.endsWith("/") ? key + name : key };
}

const baseName = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
const folderOf = (key: string): string => key.slice(0, key.lastIndexOf("/") + 1);

async function isExistingFolder(localPath: string): Promise<boolean> {
  const found = await stat(localPath).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return undefined;
    throw translateFileError(error, localPath);
  });
  assertNoDevice(localPath, found);
  return found?.isDirectory() ?? false;
}
