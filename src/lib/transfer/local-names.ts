/** Why a name cannot become a file below the destination. */
export interface UnsafeName {
  readonly code: "UnsafeName" | "NameClash" | "FolderMarker";
  readonly reason: string;
}

/** Which names are one file on this file system, and which are none. */
export interface NamingRules {
  readonly windows: boolean;
  /** `A` and `a` are one file, as on most macOS and Windows disks. */
  readonly caseInsensitive: boolean;
}

const WINDOWS_RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$/i;
const WINDOWS_FORBIDDEN = /[<>:"|?*\\\u0000-\u001F]|[. ]$/; // oxlint-disable-line no-control-regex

/**
 * Whether a name relative to the destination, separated by `/`, can be written as a file below it. Undefined: it can.
 * What cannot: leaving the folder (`..`), absolute, empty or `.` segments, a `/` at the end, NUL, and, on Windows, what
 * Windows reserves.
 */
export function unsafeName(name: string, { windows }: NamingRules): UnsafeName | undefined {
  const unsafe = (reason: string): UnsafeName => ({ code: "UnsafeName", reason });
  if (name.startsWith("/")) return unsafe("it would be an absolute path");
  if (name.endsWith("/"))
    return { code: "FolderMarker", reason: "it ends in / and so names a folder, not a file" };
  if (name.includes("\0")) return unsafe("file names cannot hold a NUL");
  for (const segment of name.split("/")) {
    if (segment === "..") return unsafe("it would leave the destination folder");
    if (segment === "" || segment === ".") return unsafe("it has an empty segment, which file systems drop");
    if (windows && (WINDOWS_RESERVED.test(segment) || WINDOWS_FORBIDDEN.test(segment))) {
      return unsafe(`Windows cannot name a file ${segment}`);
    }
  }
  return undefined;
}

/** Finds names that cannot be files at the same time. */
export interface ClashDetector {
  /** Take in the next name; undefined: it clashes with none before it. */
  check(name: string): UnsafeName | undefined;
}

/**
 * Find clashes among names that come in UTF-8 byte order: a name that is also a folder of others, and, where case does
 * not tell files apart, names that differ only in case.
 *
 * Memory: the names on the way to the current one; where case does not matter, a few dozen bytes for each name.
 */
export function createClashDetector({ caseInsensitive }: NamingRules): ClashDetector {
  // In byte order, all names between `f` and `f/…` start with `f`: a stack of prefixes holds every candidate.
  const open: string[] = [];
  const folded = new Map<string, string>();

  const asFolder = (name: string): UnsafeName | undefined => {
    while (open.length > 0 && !name.startsWith(open.at(-1) ?? "")) open.pop();
    const file = open.find((candidate) => name[candidate.length] === "/");
    if (file !== undefined)
      return { code: "NameClash", reason: `${file} is a file, and cannot be a folder too` };
    open.push(name);
    return undefined;
  };
  const byCase = (name: string): UnsafeName | undefined => {
    const fold = name.normalize("NFC").toLowerCase();
    const other = folded.get(fold);
    if (other === undefined) folded.set(fold, name);
    return other === undefined
      ? undefined
      : { code: "NameClash", reason: `here it is the same file as ${other}` };
  };

  return { check: (name) => asFolder(name) ?? (caseInsensitive ? byCase(name) : undefined) };
}
