import { ConfigurationError } from "../errors/s3kit-error.js";
import type { Environment } from "./environment.js";
import { readSettings, settingsFile, writeSettings } from "./settings-file.js";

/** A place worth coming back to. */
export interface Bookmark {
  /** `s3://bucket/prefix`. */
  readonly uri: string;
  /** The flags that choose its store on the command line; none: the store that is used without any. */
  readonly storeFlags: readonly string[];
}

/**
 * Read the bookmarks, the oldest first.
 *
 * @throws ConfigurationError when their file is damaged.
 */
export async function readBookmarks(env: Environment): Promise<readonly Bookmark[]> {
  const { bookmarks } = await readSettings(settingsFile("bookmarks", env));
  if (bookmarks === undefined) return [];
  if (Array.isArray(bookmarks) && bookmarks.every(isBookmark)) return bookmarks;
  throw new ConfigurationError("The file of bookmarks is damaged: bookmarks is not a list of places", {
    hints: ["Mend bookmarks.json in s3kit's folder of settings, or move it away"],
  });
}

/**
 * Add a bookmark, or take it away where there is one like it; what other programs have added meanwhile stays.
 *
 * @returns all bookmarks as they are now.
 * @throws ConfigurationError when their file is damaged; it is left as it is.
 */
export async function toggleBookmark(bookmark: Bookmark, env: Environment): Promise<readonly Bookmark[]> {
  const old = await readBookmarks(env);
  const others = old.filter((other) => !isSameBookmark(other, bookmark));
  const bookmarks = others.length === old.length ? [...old, bookmark] : others;
  await writeSettings(settingsFile("bookmarks", env), { bookmarks });
  return bookmarks;
}

/** True when both lead to the same place of the same store. */
export function isSameBookmark(a: Bookmark, b: Bookmark): boolean {
  return a.uri === b.uri && a.storeFlags.join("\0") === b.storeFlags.join("\0");
}

function isBookmark(value: unknown): value is Bookmark {
  if (typeof value !== "object" || value === null || !("uri" in value) || !("storeFlags" in value))
    return false;
  const { uri, storeFlags } = value;
  return (
    typeof uri === "string" &&
    Array.isArray(storeFlags) &&
    storeFlags.every((flag) => typeof flag === "string")
  );
}
