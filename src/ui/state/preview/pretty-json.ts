import { format, type Edit } from "jsonc-parser";

/**
 * JSON on lines of its own, indented; undefined when it stands so already. What is cut off or wrong is laid out up to
 * there all the same: nothing but blanks is changed.
 */
export function prettyJson(text: string): string | undefined {
  if (text.split("\n", 3).length > 2) return undefined;
  const edits = format(text, undefined, { insertSpaces: true, tabSize: 2 });
  return edits.length === 0 ? undefined : apply(text, edits);
}

// The package's own way copies the whole text for each edit.
function apply(text: string, edits: readonly Edit[]): string {
  const pieces: string[] = [];
  let position = 0;
  for (const { offset, length, content } of edits) {
    pieces.push(text.slice(position, offset), content);
    position = offset + length;
  }
  return pieces.join("") + text.slice(position);
}
