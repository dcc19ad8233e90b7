import { createKeyFilter, type KeyFilterPatterns } from "../s3/key-filter.js";
import { parseKeyPattern } from "../s3/key-glob.js";

/** Which keys of a bucket a command is about, as the user typed it. */
export interface Selection extends KeyFilterPatterns {
  readonly bucket: string;
  /** A key, a key with wildcards, or the name of a folder when {@link recursive}. "" is the whole bucket. */
  readonly key: string;
  /** Also everything below: `logs` means the key `logs` and all that starts with `logs/`, never `logs2/`. */
  readonly recursive: boolean;
  /** Take wildcards in the key literally. */
  readonly raw?: boolean | undefined;
}

/** How to find the keys of a {@link Selection}: what to list, in key order, and which of it belongs. */
export interface SelectionPlan {
  /** The prefix that names are relative to: of the folder, or of the folder that wildcards are in. */
  readonly folder: string;
  readonly listings: readonly SelectionListing[];
  matches(key: string): boolean;
  /** True when the user named exactly one key, without wildcards or `--recursive`. */
  readonly single: boolean;
}

export interface SelectionListing {
  readonly prefix: string;
  readonly delimiter?: "/";
  /** The only key wanted from this listing; as the shortest with its prefix, it comes first. */
  readonly onlyKey?: string;
}

/** Turn a selection into listings and a test. Pure; {@link selectPages} carries it out. */
export function planSelection(selection: Selection): SelectionPlan {
  const pattern = selection.raw === true ? selection.key : parseKeyPattern(selection.key);
  const folder = typeof pattern === "string" ? folderOf(pattern) : parentOf(pattern.prefix);
  const filter = createKeyFilter(selection);
  const isIn = (key: string) => filter(key.startsWith(folder) ? key.slice(folder.length) : baseName(key));
  if (typeof pattern === "string") {
    const named = selection.recursive ? isWithin(pattern) : (key: string) => key === pattern;
    return {
      folder,
      listings: selection.recursive ? folderListings(pattern) : [exactly(pattern)],
      matches: (key) => named(key) && isIn(key),
      single: !selection.recursive && pattern !== "",
    };
  }
  const { recursive } = selection;
  const named = (key: string) => (recursive ? pattern.contains(key) : pattern.matches(key));
  const flat = recursive || !pattern.oneLevel;
  return {
    folder,
    listings: [{ prefix: pattern.prefix, ...(flat ? {} : { delimiter: "/" }) }],
    matches: (key) => named(key) && isIn(key),
    single: false,
  };
}

/**
 * Carry out a plan over any kind of listing: objects, versions or uploads. Pages without a match are left out.
 *
 * Memory: one page.
 *
 * @param list opens a listing in key order.
 */
export async function* selectPages<Entry extends { readonly key: string }>(
  plan: SelectionPlan,
  list: (listing: SelectionListing) => AsyncIterable<readonly Entry[]>,
): AsyncGenerator<readonly Entry[], void, undefined> {
  for (const listing of plan.listings) {
    for await (const page of list(listing)) {
      const wanted = page.filter(
        ({ key }) => (listing.onlyKey === undefined || key === listing.onlyKey) && plan.matches(key),
      );
      if (wanted.length > 0) yield wanted;
      if (listing.onlyKey !== undefined && page.at(-1)?.key !== listing.onlyKey) break;
    }
  }
}

const exactly = (key: string): SelectionListing => ({ prefix: key, onlyKey: key });

function folderListings(key: string): readonly SelectionListing[] {
  const folder = folderOf(key);
  return folder === key ? [{ prefix: key }] : [exactly(key), { prefix: folder }];
}

function isWithin(key: string): (candidate: string) => boolean {
  const folder = folderOf(key);
  return (candidate) => candidate === key || candidate.startsWith(folder);
}

/** The prefix of everything in a folder: `logs` and `logs/` are `logs/`, the bucket itself is "". */
function folderOf(key: string): string {
  return key === "" || key.endsWith("/") ? key : `${key}/`;
}

const parentOf = (prefix: string): string => prefix.slice(0, prefix.lastIndexOf("/") + 1);

const baseName = (key: string): string => key.slice(key.lastIndexOf("/") + 1);
