/** The word that names a version written while versioning was off or suspended. */
export const NULL_VERSION_ID = "null";

const PATTERN = /^[0-9a-f]{16}$/u;

/** Name of the version with a sequence number: 16 hexadecimal digits. */
export function formatVersionId(seq: number): string {
  return seq.toString(16).padStart(16, "0");
}

/** Sequence number in a version id; undefined when no such id was ever given out by this store. */
export function parseVersionId(versionId: string): number | undefined {
  if (!PATTERN.test(versionId)) return undefined;
  const seq = Number.parseInt(versionId, 16);
  return Number.isSafeInteger(seq) ? seq : undefined;
}

/**
 * Growing numbers that follow the clock (milliseconds × 1024), so that they grow across restarts too. Stay safe
 * integers until the year 2248.
 */
export function createSequence(clock: () => Date): (atLeast: number) => number {
  let last = 0;
  return (atLeast) => {
    last = Math.max(last + 1, clock().getTime() * 1024, atLeast);
    return last;
  };
}
