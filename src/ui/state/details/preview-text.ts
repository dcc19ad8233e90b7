/** How many bytes of an object the preview reads. */
export const PREVIEW_BYTES = 4096;

const TAB = 8;

/** The lines of a text, or undefined for bytes that are none: to be shown as hex. Cut inside a character or a line is fine. */
export function previewText(bytes: Uint8Array): readonly string[] | undefined {
  const text = decode(bytes);
  if (text === undefined || looksBinary(text)) return undefined;
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.at(-1) === "") lines.pop();
  return lines.map(expandTabs);
}

// UTF-8, or UTF-16 with its mark. The last character may be cut by the end of the range: streaming leaves it out.
function decode(bytes: Uint8Array): string | undefined {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : undefined;
  try {
    return new TextDecoder(utf16 ?? "utf-8", { fatal: true }).decode(bytes, { stream: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function looksBinary(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- controls are what tells bytes from text
  return /[\u0000-\u0008\u000e-\u001a\u001c-\u001f]/.test(text);
}

function expandTabs(line: string): string {
  let column = 0;
  return line.replaceAll(/\t|[^\t]+/g, (part) => {
    const text = part === "\t" ? " ".repeat(TAB - (column % TAB)) : part;
    column += text.length;
    return text;
  });
}
