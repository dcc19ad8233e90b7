import { formatS3Uri, type S3Uri } from "../../lib/s3/uri.js";

/** What a list shows: the buckets of the store, what is under a prefix of one, or what a search finds below it. */
export type Location = BucketsLocation | PrefixLocation | SearchLocation;

interface BucketsLocation {
  readonly kind: "buckets";
}

export interface PrefixLocation {
  readonly kind: "prefix";
  readonly bucket: string;
  readonly prefix: string;
  /** Also what was deleted and is still kept as an old version. */
  readonly deleted?: true;
}

/** All keys below the prefix, at any depth, that the query keeps. */
export interface SearchLocation {
  readonly kind: "search";
  readonly bucket: string;
  readonly prefix: string;
  readonly query: string;
}

export const DELIMITER = "/";
export const BUCKETS: Location = { kind: "buckets" };

/** The place that holds this one, and this one's name there; undefined at the top. */
export function parentOf(location: Location): { parent: Location; name: string } | undefined {
  if (location.kind === "buckets") return undefined;
  const { bucket, prefix } = location;
  if (location.kind === "search") return { parent: { kind: "prefix", bucket, prefix }, name: "" };
  if (prefix === "") return { parent: BUCKETS, name: bucket };
  const end = prefix.endsWith(DELIMITER) ? prefix.length - 1 : prefix.length;
  // lastIndexOf takes a negative position for 0, where the very delimiter stands that is to be passed over.
  const cut = end === 0 ? 0 : prefix.lastIndexOf(DELIMITER, end - 1) + 1;
  return { parent: { ...location, prefix: prefix.slice(0, cut) }, name: prefix.slice(cut) };
}

/** True when both show the same. */
export function sameLocation(a: Location, b: Location): boolean {
  if (a.kind === "buckets" || b.kind === "buckets") return a.kind === b.kind;
  if (a.bucket !== b.bucket || a.prefix !== b.prefix) return false;
  if (a.kind === "search" || b.kind === "search")
    return a.kind === "search" && b.kind === "search" && a.query === b.query;
  return a.deleted === b.deleted;
}

/** What the names of a place's rows are relative to: a prefix may end inside a name (`logs/2026-0`). */
export function folderOf(prefix: string): string {
  return prefix.slice(0, prefix.lastIndexOf(DELIMITER) + 1);
}

/** Where a URI points to: without one, the buckets. A prefix need not end in a slash. */
export function locationOf(uri: S3Uri | undefined): Location {
  return uri === undefined ? BUCKETS : { kind: "prefix", bucket: uri.bucket, prefix: uri.key };
}

/** What a row of a place stands for, or the place itself; undefined where there is neither bucket nor row. */
export function addressIn(location: Location, name: string): S3Uri | undefined {
  if (location.kind === "buckets") return name === "" ? undefined : { bucket: name, key: "" };
  return { bucket: location.bucket, key: folderOf(location.prefix) + name };
}

/** The same, written as an address. */
export function uriOf(location: Location, name: string): string {
  return formatS3Uri(addressIn(location, name) ?? { bucket: "", key: "" });
}

/** The way to a place: the bucket, then each folder, as written in the key, and the part of a name with a star. */
export function crumbsOf(location: Location): readonly string[] {
  if (location.kind === "buckets") return [];
  const folders = location.prefix.split(DELIMITER);
  const part = folders.pop() ?? "";
  const way = [location.bucket, ...folders, ...(part === "" ? [] : [`${part}*`])];
  return location.kind === "search" ? [...way, `find ${location.query}`.trimEnd()] : way;
}
