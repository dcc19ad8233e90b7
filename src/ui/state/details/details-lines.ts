import { formatCount, formatSize } from "../../../lib/cli/format-size.js";
import { formatTime } from "../../../lib/cli/format-time.js";
import type { ObjectDetails } from "../../../lib/s3/head-object.js";
import { formatS3Uri } from "../../../lib/s3/uri.js";
import { wrapText } from "../../text/fit-text.js";
import { formatAge } from "../../text/format-age.js";
import { formatGrantee } from "../../../lib/bucket/grant-words.js";
import type { AccessControlList } from "../../../lib/bucket/grants.js";
import type { DetailsScreen, Loadable, VersionHistory } from "./details-screen.js";

export type DetailsLine =
  | { readonly kind: "blank" }
  | { readonly kind: "heading" | "text" | "note" | "problem"; readonly text: string }
  /** A label stands only before the first line of a value that takes several. */
  | { readonly kind: "fact"; readonly label: string; readonly value: string };

export interface DetailsPanes {
  readonly facts: readonly DetailsLine[];
  /** Metadata, tags and who has access: beside the facts where there is room, else part of them. */
  readonly more: readonly DetailsLine[] | undefined;
  readonly factColumns: number;
  readonly moreColumns: number;
}

export const LABEL_COLUMNS = 16;
export const PANE_GAP = 3;
const LEAST_COLUMNS_FOR_TWO = 110;
const LEAST_COLUMNS_FOR_AGE = 58;
const BLANK: DetailsLine = { kind: "blank" };

/** All lines of the screen, of which it shows a window. */
export function detailsPanes(screen: DetailsScreen, columns: number, nowMs: number): DetailsPanes {
  if (columns < LEAST_COLUMNS_FOR_TWO) {
    const facts = [...factLines(screen, columns, nowMs), ...moreLines(screen, columns)];
    return { facts, more: undefined, factColumns: columns, moreColumns: 0 };
  }
  const factColumns = Math.min(90, Math.floor((columns - PANE_GAP) * 0.55));
  const moreColumns = columns - PANE_GAP - factColumns;
  return {
    facts: factLines(screen, factColumns, nowMs),
    more: moreLines(screen, moreColumns).slice(1),
    factColumns,
    moreColumns,
  };
}

export function detailsLineCount({ facts, more }: DetailsPanes): number {
  return Math.max(facts.length, more?.length ?? 0);
}

/** The facts beside a preview. */
export function sideLines(screen: DetailsScreen, columns: number, nowMs: number): readonly DetailsLine[] {
  return [...factLines(screen, columns, nowMs), ...moreLines(screen, columns)];
}

function factLines(screen: DetailsScreen, columns: number, nowMs: number): readonly DetailsLine[] {
  const { head, versions } = screen.parts;
  const known = loaded(head, (value) => [
    ...objectFacts(value, columns, nowMs),
    ...checksumFacts(value, columns),
    ...fact("Versions", versionText(versions), columns),
  ]);
  return [
    { kind: "heading", text: "Object" },
    ...fact("Address", formatS3Uri(screen), columns),
    ...(screen.versionId === undefined ? [] : fact("Shown version", screen.versionId, columns)),
    ...known,
  ];
}

function moreLines({ parts }: DetailsScreen, columns: number): readonly DetailsLine[] {
  const access = section(
    "Access by ACL",
    loaded(parts.acl, (acl) => aclFacts(acl, columns)),
  );
  if (parts.head.state !== "ready") return access;
  const { metadata, tags } = parts.head.value;
  return [
    ...section("Metadata", orNone(named(metadata, columns), "none")),
    ...section(
      "Tags",
      orNone(named(tags ?? {}, columns), tags === undefined ? "not available here" : "none"),
    ),
    ...access,
  ];
}

function section(title: string, lines: readonly DetailsLine[]): readonly DetailsLine[] {
  return [BLANK, { kind: "heading", text: title }, ...lines];
}

function orNone(lines: readonly DetailsLine[], none: string): readonly DetailsLine[] {
  return lines.length > 0 ? lines : [{ kind: "note", text: none }];
}

function aclFacts({ owner, grants }: AccessControlList, columns: number): readonly DetailsLine[] {
  const isOwner = (id: string) => id !== "" && id === owner.id;
  const lines = grants.flatMap(({ grantee, permission }) =>
    fact(
      permission,
      grantee.type === "user" && isOwner(grantee.id)
        ? `${formatGrantee(grantee)}, the owner`
        : formatGrantee(grantee),
      columns,
    ),
  );
  return orNone(lines, "no grants");
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
  const age = columns < LEAST_COLUMNS_FOR_AGE ? "" : `  (${formatAge(head.lastModified.getTime(), nowMs)})`;
  const modified = formatTime(head.lastModified) + age;
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

function versionText(versions: Loadable<VersionHistory>): string {
  if (versions.state === "loading") return "loading…";
  if (versions.state === "failed") return `${versions.problem.code}: ${versions.problem.message}`;
  const { entries, more } = versions.value;
  const deleteMarkers = entries.filter(({ isDeleteMarker }) => isDeleteMarker).length;
  const kept = entries.length - deleteMarkers;
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
