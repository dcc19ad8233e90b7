import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import type { ObjectDescription } from "../../../lib/object/describe-object.js";
import type { ObjectDetails } from "../../../lib/s3/head-object.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { wrapText } from "../../text/fit-text.js";
import { formatAge } from "../../text/format-age.js";
import { hexDump } from "../../text/hex-dump.js";
import type { DetailsScreen, Loadable, VersionCount } from "./details-screen.js";
import { previewText } from "./preview-text.js";

export type DetailsLine =
  | { readonly kind: "blank" }
  | { readonly kind: "heading" | "text" | "note" | "problem"; readonly text: string }
  /** A label stands only before the first line of a value that takes several. */
  | { readonly kind: "fact"; readonly label: string; readonly value: string }
  | { readonly kind: "hex"; readonly offset: string; readonly bytes: string; readonly text: string };

export interface DetailsPanes {
  readonly facts: readonly DetailsLine[];
  /** Beside the facts where there is room, else part of them. */
  readonly preview: readonly DetailsLine[] | undefined;
  readonly factColumns: number;
  readonly previewColumns: number;
}

export const LABEL_COLUMNS = 16;
export const PANE_GAP = 3;
const LEAST_COLUMNS_FOR_TWO = 110;
const BLANK: DetailsLine = { kind: "blank" };

/** All lines of the screen, of which it shows a window. */
export function detailsPanes(screen: DetailsScreen, columns: number, nowMs: number): DetailsPanes {
  if (columns < LEAST_COLUMNS_FOR_TWO) {
    const facts = [...factLines(screen, columns, nowMs), BLANK, ...previewLines(screen, columns)];
    return { facts, preview: undefined, factColumns: columns, previewColumns: 0 };
  }
  const factColumns = Math.min(80, Math.floor((columns - PANE_GAP) * 0.45));
  const previewColumns = columns - PANE_GAP - factColumns;
  return {
    facts: factLines(screen, factColumns, nowMs),
    preview: previewLines(screen, previewColumns),
    factColumns,
    previewColumns,
  };
}

export function detailsLineCount({ facts, preview }: DetailsPanes): number {
  return Math.max(facts.length, preview?.length ?? 0);
}

function factLines(screen: DetailsScreen, columns: number, nowMs: number): readonly DetailsLine[] {
  const { head, versions } = screen.parts;
  const known = loaded(head, (value) => [
    ...objectFacts(value, columns, nowMs),
    ...checksumFacts(value, columns),
    ...fact("Versions", versionText(versions), columns),
  ]);
  const more = head.state === "ready" ? namedFacts(head.value, columns) : [];
  return [
    { kind: "heading", text: "Object" },
    ...fact("Address", formatS3Uri(screen), columns),
    ...known,
    ...more,
  ];
}

/** Metadata and tags: a section of their own when there are any, else one line that says so. */
function namedFacts({ metadata, tags }: ObjectDescription, columns: number): readonly DetailsLine[] {
  const sections = [
    { title: "Metadata", lines: named(metadata, columns), none: "none" },
    {
      title: "Tags",
      lines: named(tags ?? {}, columns),
      none: tags === undefined ? "not available here" : "none",
    },
  ];
  const empty = sections.filter(({ lines }) => lines.length === 0);
  const full = sections.filter(({ lines }) => lines.length > 0);
  return [
    ...empty.flatMap(({ title, none }) => fact(title, none, columns)),
    ...full.flatMap(({ title, lines }): readonly DetailsLine[] => [
      BLANK,
      { kind: "heading", text: title },
      ...lines,
    ]),
  ];
}

function loaded<Value>(
  part: Loadable<Value>,
  show: (value: Value) => readonly DetailsLine[],
): readonly DetailsLine[] {
  if (part.state === "loading") return [{ kind: "note", text: "loading…" }];
  if (part.state === "ready") return show(part.value);
  const { code, message, hints } = part.problem;
  const lines = [{ kind: "problem" as const, text: `${code}: ${message}` }];
  return [...lines, ...hints.map((text) => ({ kind: "note" as const, text }))];
}

function objectFacts(head: ObjectDetails, columns: number, nowMs: number): readonly DetailsLine[] {
  const modified = `${formatTime(head.lastModified)}  (${formatAge(head.lastModified.getTime(), nowMs)})`;
  const lock = head.lockMode === undefined ? undefined : `${head.lockMode} until ${time(head.lockedUntil)}`;
  const known: readonly (readonly [string, string | undefined])[] = [
    ["Size", sizeText(head.sizeBytes)],
    ["Modified", modified],
    ["Content type", head.contentType],
    ["Storage class", head.storageClass],
    ["ETag", head.etag],
    ["Version", head.versionId],
    ["Encoding", head.contentEncoding],
    ["Language", head.contentLanguage],
    ["Disposition", head.contentDisposition],
    ["Cache control", head.cacheControl],
    ["Expires", head.expires],
    ["Parts", head.partsCount?.toString()],
    ["Encryption", head.serverSideEncryption],
    ["KMS key", head.kmsKeyId],
    ["Locked", lock],
    ["Legal hold", head.legalHold ? "on" : undefined],
    ["Restore", head.restore],
    ["Expiration", head.expiration],
    ["Replication", head.replicationStatus],
  ];
  return known.flatMap(([label, value]) => (value === undefined ? [] : fact(label, value, columns)));
}

function sizeText(sizeBytes: number): string {
  const exact = `${sizeBytes.toLocaleString("en-US")} ${sizeBytes === 1 ? "byte" : "bytes"}`;
  return sizeBytes < 1024 ? exact : `${formatSize(sizeBytes)}  (${exact})`;
}

function time(date: Date | undefined): string {
  return date === undefined ? "an unknown time" : formatTime(date);
}

function checksumFacts(head: ObjectDetails, columns: number): readonly DetailsLine[] {
  const type =
    head.checksumType === undefined ? "" : `  (${head.checksumType.toLowerCase().replace("_", " ")})`;
  return Object.entries(head.checksums).flatMap(([name, value]) => fact(name, value + type, columns));
}

function versionText(versions: Loadable<VersionCount>): string {
  if (versions.state === "loading") return "loading…";
  if (versions.state === "failed") return `${versions.problem.code}: ${versions.problem.message}`;
  const { versions: kept, deleteMarkers, more } = versions.value;
  const markers = deleteMarkers === 0 ? "" : `, ${formatCount(deleteMarkers, "delete marker")}`;
  return `${more ? "at least " : ""}${kept.toLocaleString("en-US")}${markers}`;
}

function named(values: Readonly<Record<string, string>>, columns: number): readonly DetailsLine[] {
  return Object.entries(values).flatMap(([label, value]) => fact(label, value, columns));
}

function fact(label: string, value: string, columns: number): readonly DetailsLine[] {
  const lines = wrapText(value, columns - LABEL_COLUMNS);
  return lines.map((line, i) => ({ kind: "fact", label: i === 0 ? label : "", value: line }));
}

function previewLines(screen: DetailsScreen, columns: number): readonly DetailsLine[] {
  const { preview } = screen.parts;
  const lines = loaded(preview, (bytes) => previewContent(bytes, screen.hex, columns));
  const title = preview.state === "ready" ? previewTitle(preview.value, sizeOf(screen)) : "Preview";
  return [{ kind: "heading", text: title }, ...lines];
}

function sizeOf({ parts, sizeBytes }: DetailsScreen): number | undefined {
  return parts.head.state === "ready" ? parts.head.value.sizeBytes : sizeBytes;
}

function previewTitle(bytes: Uint8Array, sizeBytes: number | undefined): string {
  if (sizeBytes === undefined || bytes.length >= sizeBytes) return "Preview";
  return `Preview of the first ${formatSize(bytes.length)}`;
}

function previewContent(bytes: Uint8Array, hex: boolean, columns: number): readonly DetailsLine[] {
  if (bytes.length === 0) return [{ kind: "note", text: "empty" }];
  const text = hex ? undefined : previewText(bytes);
  if (text === undefined) return hexDump(bytes, columns).map((line) => ({ kind: "hex", ...line }));
  return text.flatMap((line) => wrapText(line, columns)).map((line) => ({ kind: "text", text: line }));
}
