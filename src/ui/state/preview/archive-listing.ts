import type { ArchiveEntry } from "../../../lib/object/archive/archive-entry.js";
import type { Problem } from "../problem.js";
import type { ArchiveListing } from "./preview.js";

export function openArchive(): ArchiveListing {
  return { entries: [], status: "running", problem: undefined };
}

/** Take in entries that have been listed since. */
export function takeEntries(
  { entries }: ArchiveListing,
  more: {
    readonly entries: readonly ArchiveEntry[];
    readonly status: ArchiveListing["status"];
    readonly problem: Problem | undefined;
  },
): ArchiveListing {
  return { entries: [...entries, ...more.entries], status: more.status, problem: more.problem };
}
