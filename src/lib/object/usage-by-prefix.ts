import type { UsageAccumulator, UsageGroup } from "./measure-usage.js";

interface OpenPrefix {
  readonly name: string;
  objectCount: number;
  totalBytes: number;
}

/**
 * Add usage up by prefix: each prefix of at most `depth` levels below `folder` counts all that is below it, as `du`
 * counts folders. Samples must come in key order, which makes every prefix one uninterrupted run: it is complete as
 * soon as a key outside comes, so only one prefix a level is ever open.
 */
export function createPrefixUsage(folder: string, depth: number): UsageAccumulator {
  const open: OpenPrefix[] = [];
  const close = (key: string | undefined): readonly UsageGroup[] => {
    const closed: UsageGroup[] = [];
    for (let last = open.at(-1); last !== undefined; last = open.at(-1)) {
      if (key?.startsWith(last.name) === true) break;
      closed.push({ ...last });
      open.pop();
    }
    return closed;
  };
  return {
    add({ key, sizeBytes }) {
      const closed = close(key);
      for (const name of prefixesOf(key, folder, depth).slice(open.length)) {
        open.push({ name, objectCount: 0, totalBytes: 0 });
      }
      for (const prefix of open) {
        prefix.objectCount += 1;
        prefix.totalBytes += sizeBytes;
      }
      return closed;
    },
    end: () => close(undefined),
  };
}

/** `a/`, `a/b/` for the key `a/b/c` two levels below "". */
function prefixesOf(key: string, folder: string, depth: number): readonly string[] {
  const prefixes: string[] = [];
  let slash = key.startsWith(folder) ? key.indexOf("/", folder.length) : -1;
  while (slash !== -1 && prefixes.length < depth) {
    prefixes.push(key.slice(0, slash + 1));
    slash = key.indexOf("/", slash + 1);
  }
  return prefixes;
}
