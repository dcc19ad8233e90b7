/** A line of text being typed; `cursor` is a position between graphemes, in UTF-16 units. */
export interface TextField {
  readonly text: string;
  readonly cursor: number;
}

export const EMPTY_FIELD: TextField = { text: "", cursor: 0 };

export type FieldEdit = "left" | "right" | "start" | "end" | "backspace" | "delete" | "delete-word" | "clear";

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

export function fieldOf(text: string): TextField {
  return { text, cursor: text.length };
}

/** Put typed or pasted text in at the cursor; line breaks and other controls are left out. */
export function insertText(field: TextField, typed: string): TextField {
  const text = typed.replaceAll(/\p{Cc}/gu, "");
  return {
    text: field.text.slice(0, field.cursor) + text + field.text.slice(field.cursor),
    cursor: field.cursor + text.length,
  };
}

export function editField(field: TextField, edit: FieldEdit): TextField {
  const { text, cursor } = field;
  switch (edit) {
    case "left":
      return { text, cursor: before(text, cursor) };
    case "right":
      return { text, cursor: after(text, cursor) };
    case "start":
      return { text, cursor: 0 };
    case "end":
      return { text, cursor: text.length };
    case "backspace":
      return remove(field, before(text, cursor), cursor);
    case "delete":
      return remove(field, cursor, after(text, cursor));
    case "delete-word":
      return remove(field, wordStart(text, cursor), cursor);
    case "clear":
      return EMPTY_FIELD;
  }
}

function remove({ text }: TextField, start: number, end: number): TextField {
  return { text: text.slice(0, start) + text.slice(end), cursor: start };
}

function before(text: string, cursor: number): number {
  return graphemes.segment(text).containing(Math.max(0, cursor - 1))?.index ?? 0;
}

function after(text: string, cursor: number): number {
  const next = graphemes.segment(text).containing(cursor);
  return next === undefined ? text.length : next.index + next.segment.length;
}

function wordStart(text: string, cursor: number): number {
  return text.slice(0, cursor).search(/\S*\s*$/);
}
