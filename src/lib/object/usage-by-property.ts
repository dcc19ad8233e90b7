import type { UsageAccumulator, UsageGroup, UsageSample } from "./measure-usage.js";

const DAY_MS = 86_400_000;

/** Upper ends of the age groups, in days, youngest first. */
const AGES = [
  { name: "0-1d", days: 1 },
  { name: "1d-7d", days: 7 },
  { name: "7d-30d", days: 30 },
  { name: "30d-90d", days: 90 },
  { name: "90d-1y", days: 365 },
  { name: "over 1y", days: Infinity },
] as const;

/** Add usage up by storage class, largest first. */
export function createClassUsage(): UsageAccumulator {
  return createPropertyUsage(({ storageClass }) => storageClass, bySize);
}

/** Add usage up by time since the last change, youngest first. */
export function createAgeUsage(now: Date): UsageAccumulator {
  return createPropertyUsage(({ lastModified }) => ageOf(lastModified, now), byAge);
}

function createPropertyUsage(
  nameOf: (sample: UsageSample) => string,
  order: (a: UsageGroup, b: UsageGroup) => number,
): UsageAccumulator {
  const groups = new Map<string, { readonly name: string; objectCount: number; totalBytes: number }>();
  return {
    add(sample) {
      const name = nameOf(sample);
      const group = groups.get(name) ?? { name, objectCount: 0, totalBytes: 0 };
      group.objectCount += 1;
      group.totalBytes += sample.sizeBytes;
      groups.set(name, group);
      return [];
    },
    end: () => [...groups.values()].sort(order),
  };
}

function ageOf(lastModified: Date, now: Date): string {
  const days = (now.getTime() - lastModified.getTime()) / DAY_MS;
  return AGES.find((age) => days < age.days)?.name ?? "over 1y";
}

const bySize = (a: UsageGroup, b: UsageGroup): number => b.totalBytes - a.totalBytes;

const byAge = (a: UsageGroup, b: UsageGroup): number => rankOf(a.name) - rankOf(b.name);

const rankOf = (name: string): number => AGES.findIndex((age) => age.name === name);
