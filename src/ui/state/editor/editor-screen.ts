import type { DocumentSubject } from "../acts/store-act.js";
import type { Loadable } from "../details/details-screen.js";
import { settled, type ExplorerState, type Transition } from "../explorer-state.js";
import { goTo } from "../history.js";
import { TOP_OF_LIST, type ListWindow } from "../list-window.js";
import type { ObjectRef } from "../preview/preview.js";
import { checkDocument, type DocumentCheck } from "./check-document.js";
import { bufferOf, textOf, type TextBuffer } from "./text-buffer.js";

/** What is being written: a document of a bucket, or the tags of an object. */
export type EditorSubject =
  | DocumentSubject
  | { readonly kind: "object-tags"; readonly bucket: string; readonly object: ObjectRef };

/** A setting that is a text, being written, with what it means beside it. */
export interface EditorScreen {
  readonly kind: "editor";
  readonly id: number;
  readonly subject: EditorSubject;
  /** What is set at present; "" for nothing. */
  readonly original: Loadable<string>;
  readonly buffer: TextBuffer;
  readonly check: DocumentCheck;
  readonly window: ListWindow;
}

export function goToEditor(state: ExplorerState, subject: EditorSubject): Transition {
  const id = state.nextId;
  const screen: EditorScreen = {
    kind: "editor",
    id,
    subject,
    original: { state: "loading" },
    buffer: bufferOf(""),
    check: { findings: [], meaning: [] },
    window: TOP_OF_LIST,
  };
  const gone = goTo({ ...state, nextId: id + 1 }, screen);
  return settled(gone.state, ...gone.effects, { type: "read-document", requestId: id, subject });
}

/** What is set has been read. */
export function takeDocument(screen: EditorScreen, original: Loadable<string>): EditorScreen {
  const read = { ...screen, original };
  return original.state === "ready" ? withBuffer(read, bufferOf(original.value)) : read;
}

/** The text has changed: look at it again. */
export function withBuffer(screen: EditorScreen, buffer: TextBuffer): EditorScreen {
  if (buffer.lines === screen.buffer.lines) return { ...screen, buffer };
  return { ...screen, buffer, check: checkDocument(screen.subject, textOf(buffer)) };
}

export function isChanged({ original, buffer }: EditorScreen): boolean {
  return original.state === "ready" && textOf(buffer).trim() !== original.value.trim();
}
