import type { ObjectDescription } from "../../../lib/object/describe-object.js";
import type { ListWindow } from "../list-window.js";
import { TOP_OF_LIST } from "../list-window.js";
import type { Problem } from "../problem.js";

/** Something asked of the store: each part of a screen waits and fails by itself. */
export type Loadable<Value> =
  | { readonly state: "loading" }
  | { readonly state: "ready"; readonly value: Value }
  | { readonly state: "failed"; readonly problem: Problem };

export interface VersionCount {
  readonly versions: number;
  readonly deleteMarkers: number;
  /** More were listed than counted. */
  readonly more: boolean;
}

interface ObjectParts {
  readonly head: ObjectDescription;
  readonly versions: VersionCount;
  readonly preview: Uint8Array;
}

type LoadableParts = { readonly [Part in keyof ObjectParts]: Loadable<ObjectParts[Part]> };

/** One object: what the store knows about it, and its first bytes. */
export interface DetailsScreen {
  readonly kind: "details";
  readonly id: number;
  readonly bucket: string;
  readonly key: string;
  /** From the listing: shown until the store has answered. */
  readonly sizeBytes: number | undefined;
  readonly parts: LoadableParts;
  readonly hex: boolean;
  readonly window: ListWindow;
}

/** A part that has arrived, or failed to. */
export type ArrivedPart = {
  [Part in keyof ObjectParts]: { readonly part: Part; readonly loaded: Loadable<ObjectParts[Part]> };
}[keyof ObjectParts];

const LOADING = { state: "loading" } as const;

export function openDetails(
  address: { readonly bucket: string; readonly key: string },
  sizeBytes: number | undefined,
  id: number,
): DetailsScreen {
  const parts = { head: LOADING, versions: LOADING, preview: LOADING };
  return { kind: "details", id, ...address, sizeBytes, parts, hex: false, window: TOP_OF_LIST };
}

export function takePart(screen: DetailsScreen, { part, loaded }: ArrivedPart): DetailsScreen {
  return { ...screen, parts: { ...screen.parts, [part]: loaded } };
}

export function isLoading({ parts }: DetailsScreen): boolean {
  return Object.values(parts).some((part) => part.state === "loading");
}
