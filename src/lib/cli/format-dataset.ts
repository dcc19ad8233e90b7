import type { DatasetSummary } from "../dataset/describe-dataset.js";
import type { AdminMetadata } from "../dataset/format/admin-metadata.js";
import type { ManifestItem } from "../dataset/format/manifest.js";
import type { ListedDataset } from "../dataset/list-datasets.js";
import { formatDetails, formatExactSize } from "./format-details.js";
import { formatKey } from "./format-key.js";
import { formatSize } from "./format-size.js";

/** A dataset as JSON. */
export function toDatasetDocument(uri: string, admin: AdminMetadata): object {
  return {
    type: "dataset",
    uri,
    uuid: admin.uuid,
    name: admin.name,
    status: statusOf(admin),
    creator: admin.creatorUsername,
    createdAt: toDate(admin.createdAt),
    frozenAt: toDate(admin.frozenAt),
  };
}

/** `frozen` or `proto`. */
export function statusOf(admin: AdminMetadata): "frozen" | "proto" {
  return admin.type === "dataset" ? "frozen" : "proto";
}

/** A line of a list of datasets as JSON. */
export function toListedDocument(listed: ListedDataset): object {
  if (listed.kind === "dataset") return toDatasetDocument(listed.uri, listed.admin);
  return { type: listed.kind, uri: listed.uri, reason: listed.reason };
}

/** A summary as JSON. */
export function toSummaryDocument(summary: DatasetSummary): object {
  const { uri, admin, itemCount, totalBytes, tags, annotations, overlays } = summary;
  return {
    ...toDatasetDocument(uri, admin),
    items: itemCount,
    sizeBytes: totalBytes,
    tags,
    annotations,
    overlays,
  };
}

/** A summary for people. */
export function formatSummary(summary: DatasetSummary): string {
  const { uri, admin, itemCount, totalBytes } = summary;
  const list = (names: readonly string[]) => names.map(formatKey).join(", ");
  return formatDetails([
    ["name", admin.name],
    ["uri", uri],
    ["uuid", admin.uuid],
    ["status", statusOf(admin)],
    ["creator", admin.creatorUsername],
    ["created", toDate(admin.createdAt)],
    ["frozen", toDate(admin.frozenAt)],
    ["items", itemCount.toLocaleString("en-US")],
    ["size", formatExactSize(totalBytes)],
    ["tags", list(summary.tags)],
    ["annotations", list(summary.annotations)],
    ["overlays", list(summary.overlays)],
  ]);
}

/** An item as JSON. */
export function toItemDocument(item: ManifestItem): object {
  const { identifier, relpath, sizeBytes, hash, utcTimestamp } = item;
  return { type: "item", identifier, relpath, sizeBytes, hash, modifiedAt: toDate(utcTimestamp) };
}

/** An item on one line for people: identifier, size, relpath. */
export function formatItem({ identifier, sizeBytes, relpath }: ManifestItem): string {
  return `${identifier}  ${formatSize(sizeBytes).padStart(9)}  ${formatKey(relpath)}`;
}

function toDate(seconds: number | undefined): Date | undefined {
  return seconds === undefined ? undefined : new Date(seconds * 1000);
}
