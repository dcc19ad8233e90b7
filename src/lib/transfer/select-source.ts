import type { S3Client } from "@aws-sdk/client-s3";
import { NotFoundError, UsageError } from "../errors/s3kit-error.js";
import { createKeyFilter, type KeyFilterPatterns } from "../s3/key-filter.js";
import { parseKeyPattern, type KeyGlob } from "../s3/key-glob.js";
import { listRemote, type RemoteFile } from "./list-remote.js";
import { asFolder } from "./place.js";
import type { ObjectPlace } from "./transfer-item.js";

export interface SourceInput extends KeyFilterPatterns {
  readonly recursive: boolean;
  /** Take wildcards in the key literally. */
  readonly raw: boolean;
}

/** The objects that a source stands for. */
export type SourceSelection =
  | { readonly kind: "single" }
  | {
      readonly kind: "many";
      readonly listedPrefix: string;
      /** Only what is directly in the folder of the prefix is found. */
      readonly oneLevel: boolean;
      readonly files: AsyncIterable<RemoteFile>;
    };

/**
 * Find out what an S3 source stands for: one object, all below a prefix, or what a pattern matches. Names of the objects
 * are relative to the prefix, or to the last `/` before the first wildcard. Nothing is listed before `files` is read.
 *
 * @throws UsageError for a folder without `recursive`; reading `files` throws NotFoundError when nothing is found.
 */
export function selectSource(
  { bucket, key }: ObjectPlace,
  input: SourceInput,
  client: S3Client,
  signal: AbortSignal,
): SourceSelection {
  const pattern = input.raw ? key : parseKeyPattern(key);
  if (typeof pattern !== "string") return selectMatches({ bucket, key }, pattern, input, client, signal);
  if (!input.recursive) {
    if (pattern !== "" && !pattern.endsWith("/")) return { kind: "single" };
    throw new UsageError(`s3://${bucket}/${pattern} names a folder`, {
      hints: ["Pass --recursive to copy what is in it"],
    });
  }
  const isIn = createKeyFilter(input);
  const prefix = asFolder(pattern);
  const listed = listRemote(client, { bucket, prefix }, prefix.length, signal);
  const below = filterFiles(
    nonEmpty(listed, `s3://${bucket}/${prefix}`),
    ({ name }) => name !== "" && isIn(name),
  );
  return { kind: "many", listedPrefix: prefix, oneLevel: false, files: below };
}

/** With `recursive`, also what is below a match. */
function selectMatches(
  { bucket, key }: ObjectPlace,
  pattern: KeyGlob,
  input: SourceInput,
  client: S3Client,
  signal: AbortSignal,
): SourceSelection {
  const { prefix } = pattern;
  const isIn = createKeyFilter(input);
  const below = input.recursive ? parseKeyPattern(`${key.replace(/\/$/, "")}/**`) : undefined;
  const isMatch = (name: string): boolean =>
    pattern.matches(name) || (typeof below === "object" && below.matches(name));
  const oneLevel = pattern.oneLevel && !input.recursive;
  const delimiter = oneLevel ? "/" : undefined;
  const listed = listRemote(client, { bucket, prefix, delimiter }, prefix.lastIndexOf("/") + 1, signal);
  const files = filterFiles(listed, ({ name, object }) => isMatch(object.key) && isIn(name));
  return { kind: "many", listedPrefix: prefix, oneLevel, files: nonEmpty(files, `s3://${bucket}/${key}`) };
}

async function* filterFiles(
  files: AsyncIterable<RemoteFile>,
  wanted: (file: RemoteFile) => boolean,
): AsyncGenerator<RemoteFile> {
  for await (const file of files) if (wanted(file)) yield file;
}

async function* nonEmpty(files: AsyncIterable<RemoteFile>, what: string): AsyncGenerator<RemoteFile> {
  let count = 0;
  for await (const file of files) {
    count += 1;
    yield file;
  }
  if (count === 0) throw new NotFoundError(`Nothing is at ${what}`, { code: "NothingMatched" });
}
