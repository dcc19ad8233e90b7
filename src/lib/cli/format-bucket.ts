import { formatDetails, type Detail } from "./format-details.js";
import { formatPublicAccess, type PublicAccessVerdict } from "./format-public-access.js";
import { formatCount, formatSize } from "./format-size.js";

/** A setting as `describeBucket` reads it. */
type Setting<Value> =
  | { readonly state: "set"; readonly value: Value }
  | { readonly state: "unset" | "denied" | "unsupported" };

/** A bucket's description, as far as people are shown it. */
export interface BucketDetails {
  readonly bucket: string;
  readonly createdAt: Date | undefined;
  readonly region: Setting<string>;
  readonly versioning: Setting<string>;
  readonly objectLock: Setting<{
    readonly mode: string | undefined;
    readonly days: number | undefined;
    readonly years: number | undefined;
  }>;
  readonly encryption: Setting<string>;
  readonly ownership: Setting<string>;
  readonly policyStatements: Setting<number>;
  readonly corsRules: Setting<number>;
  readonly lifecycleRules: Setting<number>;
  readonly publicAccessBlock: Setting<{
    readonly blockPublicAcls: boolean;
    readonly ignorePublicAcls: boolean;
    readonly blockPublicPolicy: boolean;
    readonly restrictPublicBuckets: boolean;
  }>;
  readonly publicAccess: PublicAccessVerdict;
  readonly tags: Setting<Readonly<Record<string, string>>>;
}

/** What is in a bucket, where it was counted. */
export interface BucketContents {
  readonly objectCount: number;
  readonly totalBytes: number;
  readonly noncurrentCount: number;
  readonly noncurrentBytes: number;
  readonly deleteMarkerCount: number;
  readonly uploadCount: number;
}

const WORDS = { unset: "none", denied: "(not allowed to see)", unsupported: "(not on this store)" } as const;

/** A bucket's settings as lines for people. */
export function formatBucketDetails(bucket: BucketDetails, contents?: BucketContents): string {
  const rules = (setting: Setting<number>, noun: string): Detail =>
    inWords(setting, (count) => formatCount(count, noun));
  const [verdict = "", ...reasons] = formatPublicAccess(bucket.publicAccess);
  return formatDetails([
    ["bucket", `s3://${bucket.bucket}`],
    ["created", bucket.createdAt],
    ["region", inWords(bucket.region, asIs)],
    ["versioning", inWords(bucket.versioning, (status) => status.toLowerCase())],
    ["object lock", inWords(bucket.objectLock, formatLock)],
    ["encryption", inWords(bucket.encryption, asIs)],
    ["ownership", inWords(bucket.ownership, asIs)],
    ["policy", rules(bucket.policyStatements, "statement")],
    ["CORS", rules(bucket.corsRules, "rule")],
    ["lifecycle", rules(bucket.lifecycleRules, "rule")],
    ["public access block", inWords(bucket.publicAccessBlock, (block) => formatBlock({ ...block }))],
    ["public", verdict],
    ...reasons.map((reason): readonly [string, Detail] => ["", reason]),
    ...(contents === undefined ? [] : formatContents(contents)),
    ["tags", inWords<Readonly<Record<string, string>>>(bucket.tags, asIs)],
  ]);
}

function formatContents(contents: BucketContents): readonly (readonly [string, Detail])[] {
  const { noncurrentCount, deleteMarkerCount, uploadCount } = contents;
  const sized = (count: number, bytes: number) => `${count.toLocaleString("en-US")} (${formatSize(bytes)})`;
  return [
    [
      "objects",
      sized(contents.objectCount - noncurrentCount, contents.totalBytes - contents.noncurrentBytes),
    ],
    ["old versions", noncurrentCount === 0 ? undefined : sized(noncurrentCount, contents.noncurrentBytes)],
    ["delete markers", deleteMarkerCount === 0 ? undefined : deleteMarkerCount.toLocaleString("en-US")],
    ["unfinished uploads", uploadCount === 0 ? undefined : uploadCount.toLocaleString("en-US")],
  ];
}

function inWords<Value>(setting: Setting<Value>, format: (value: Value) => Detail): Detail {
  return setting.state === "set" ? format(setting.value) : WORDS[setting.state];
}

const asIs = <Value>(value: Value): Value => value;

function formatLock({
  mode,
  days,
  years,
}: {
  mode?: string | undefined;
  days?: number | undefined;
  years?: number | undefined;
}): string {
  if (mode === undefined) return "on, without a default";
  return `${mode.toLowerCase()}, ${years === undefined ? formatCount(days ?? 0, "day") : formatCount(years, "year")}`;
}

function formatBlock(block: Readonly<Record<string, boolean>>): string {
  const on = Object.entries(block).filter(([, blocked]) => blocked);
  if (on.length === 0) return "off";
  return on.length === Object.keys(block).length ? "all" : on.map(([name]) => name).join(", ");
}
