import type { AccessControlList } from "../../../lib/bucket/grants.js";
import type { ObjectDescription } from "../../../lib/object/describe-object.js";
import type { VersionEntry } from "../../../lib/s3/list-versions.js";
import type { ListWindow } from "../list-window.js";
import { TOP_OF_LIST } from "../list-window.js";
import { openPreview, type ObjectRef, type Preview, type PreviewTaste } from "../preview/preview.js";
import type { Problem } from "../problem.js";

/** Something asked of the store: each part of a screen waits and fails by itself. */
export type Loadable<Value> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: Value }
  | { readonly state: "failed"; readonly problem: Problem };

/** The versions and delete markers of one key, the newest first. */
export interface VersionHistory {
  readonly entries: readonly VersionEntry[];
  /** There are more than were listed. */
  readonly more: boolean;
}

interface ObjectParts {
  readonly head: ObjectDescription;
  readonly acl: AccessControlList;
  readonly versions: VersionHistory;
}

type LoadableParts = { readonly [Part in keyof ObjectParts]: Loadable<ObjectParts[Part]> };

export const TABS = ["preview", "details", "versions"] as const;
export type DetailsTab = (typeof TABS)[number];

/** One object: its content, what the store knows about it, and its versions. */
export interface DetailsScreen {
  readonly kind: "details";
  /** Number of the request for what is known about it; the preview has its own. */
  readonly id: number;
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
  /** From the listing: shown until the store has answered. */
  readonly sizeBytes: number | undefined;
  readonly tab: DetailsTab;
  readonly parts: LoadableParts;
  readonly preview: Preview;
  /** First line of the details. */
  readonly window: ListWindow;
  readonly versionsWindow: ListWindow;
  /** The version that another is to be compared with. */
  readonly marked: string | undefined;
}

/** A part that has arrived, or failed to. */
export type ArrivedPart = {
  [Part in keyof ObjectParts]: { readonly part: Part; readonly loaded: Loadable<ObjectParts[Part]> };
}[keyof ObjectParts];

const LOADING = { state: "loading" } as const;

/** Numbers that a screen takes up: its own and its preview's. */
export const DETAILS_IDS = 2;

export interface DetailsOptions {
  readonly sizeBytes?: number | undefined;
  readonly tab?: DetailsTab;
  readonly taste?: PreviewTaste;
  /** A file of the archive that the object is. */
  readonly entry?: string | undefined;
}

export function openDetails(object: ObjectRef, id: number, options: DetailsOptions = {}): DetailsScreen {
  return {
    kind: "details",
    id,
    ...object,
    sizeBytes: options.sizeBytes,
    tab: options.tab ?? "preview",
    parts: { head: LOADING, acl: LOADING, versions: LOADING },
    preview: openPreview(object, id + 1, options.taste, options.entry),
    window: TOP_OF_LIST,
    versionsWindow: TOP_OF_LIST,
    marked: undefined,
  };
}

export function takePart(screen: DetailsScreen, { part, loaded }: ArrivedPart): DetailsScreen {
  return { ...screen, parts: { ...screen.parts, [part]: loaded } };
}

export function isLoading({ parts }: DetailsScreen): boolean {
  return Object.values(parts).some((part) => part.state === "loading");
}

/** The version under the cursor. */
export function versionAtCursor({ parts, versionsWindow }: DetailsScreen): VersionEntry | undefined {
  return parts.versions.state === "ready" ? parts.versions.value.entries[versionsWindow.cursor] : undefined;
}
