import type { ArchiveEntry } from "../../../lib/object/archive/archive-entry.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";
import type { Problem } from "../problem.js";
import type { TextField } from "../text-field.js";
import type { Sought } from "./find-text.js";
import type { Picture } from "./picture.js";
import type { Guess } from "./guess-format.js";
import type { Table } from "./table.js";
import type { Encoding } from "./text-encoding.js";
import { START_OF_TEXT, type TextPosition } from "./text-rows.js";
import type { TextWindow } from "./text-window.js";

/** An object, or one version of it. */
export interface ObjectRef {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

/** A way to look at content. */
export type PreviewMode = "pretty" | "table" | "archive" | "image" | "text" | "hex";

/** What was found out when the object was opened. */
export interface PreviewFacts extends Guess {
  readonly totalBytes: number;
  /** All reading is of the object with this ETag, or none. */
  readonly etag: string;
  /** Undefined for bytes that are no text. */
  readonly encoding: Encoding | undefined;
  /** What kind of file it is, by its first bytes: `application/pdf`. */
  readonly mime: string | undefined;
}

/** Bytes from somewhere in an object. */
export interface RawBytes {
  readonly startByte: number;
  readonly bytes: Uint8Array;
}

/** Reading that the screen needs; a newer one takes the place of an older one. */
export type ReadRequest = { readonly turn: number } & (
  | {
      readonly want: "after" | "before" | "start" | "end" | "hex";
      readonly startByte: number;
      readonly lengthBytes: number;
    }
  | { readonly want: "unpack"; readonly lengthBytes: number; readonly toEnd: boolean }
  | {
      readonly want: "seek";
      readonly sought: Sought;
      readonly startByte: number;
      readonly encoding: Encoding;
    }
);

/** What is in an archive, as far as it is known. */
export interface ArchiveListing {
  readonly entries: readonly ArchiveEntry[];
  readonly status: "running" | "done" | "more" | "failed";
  readonly problem: Problem | undefined;
}

/** The content of an object, read in ranges as it is looked at. */
export interface Preview {
  /** Number of its requests. */
  readonly id: number;
  readonly object: ObjectRef;
  /** The file of the archive that the object is; undefined for the object itself. */
  readonly entry: string | undefined;
  readonly status: "opening" | "ready" | "failed";
  readonly problem: Problem | undefined;
  readonly facts: PreviewFacts | undefined;
  readonly mode: PreviewMode;
  /** The ways that this content can be looked at, the best first. */
  readonly modes: readonly PreviewMode[];
  readonly text: TextWindow | undefined;
  /** JSON on lines of its own. */
  readonly pretty: TextWindow | undefined;
  readonly table: Table | undefined;
  readonly raw: RawBytes;
  readonly archive: ArchiveListing | undefined;
  readonly picture: Picture | undefined;
  /** Why what is packed could not be unpacked to its end. */
  readonly fault: string | undefined;
  /** First row of a text. */
  readonly top: TextPosition;
  /** Columns scrolled to the right: characters of a text, columns of a table. */
  readonly left: number;
  /** Cursor in the rows of a table or an archive; first row of bytes. */
  readonly window: ListWindow;
  readonly wrap: boolean;
  readonly numbers: boolean;
  readonly reading: ReadRequest | undefined;
  /** Number of the last reading. */
  readonly turn: number;
  /** What is being typed to search for. */
  readonly typing: TextField | undefined;
  readonly sought: Sought | undefined;
  /** It is not there, in this direction. */
  readonly missed: boolean;
  /** How far a search has got, in bytes. */
  readonly soughtByte: number | undefined;
}

/** What of a preview the next one takes over. */
export type PreviewTaste = Pick<Preview, "wrap" | "numbers">;

const DEFAULT_TASTE: PreviewTaste = { wrap: true, numbers: false };

export function openPreview(
  object: ObjectRef,
  id: number,
  { wrap, numbers }: PreviewTaste = DEFAULT_TASTE,
  entry?: string,
): Preview {
  return {
    id,
    object,
    entry,
    wrap,
    numbers,
    status: "opening",
    problem: undefined,
    facts: undefined,
    mode: "text",
    modes: [],
    text: undefined,
    pretty: undefined,
    table: undefined,
    raw: { startByte: 0, bytes: new Uint8Array() },
    archive: undefined,
    picture: undefined,
    fault: undefined,
    top: START_OF_TEXT,
    left: 0,
    window: TOP_OF_LIST,
    reading: undefined,
    turn: 0,
    typing: undefined,
    sought: undefined,
    missed: false,
    soughtByte: undefined,
  };
}

/** The text that is shown, where text is. */
export function shownText({ mode, text, pretty }: Preview): TextWindow | undefined {
  if (mode === "pretty") return pretty;
  return mode === "text" ? text : undefined;
}

/** Something is awaited from the store. */
export function isReading({ status, reading, archive }: Preview): boolean {
  return status === "opening" || reading !== undefined || archive?.status === "running";
}
