// C0, DEL and C1 controls move the cursor or worse; bidirectional controls and invisible marks make one name look
// like another; line and paragraph separators break the rule of one item a line.
const UNSAFE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;
const NAMED: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Make a key safe to show on a terminal: characters that a terminal would obey or hide are written as escapes
 * (`\n`, `\x1b`, `\u{202e}`), all others stay. For people's eyes alone; JSON and pipes carry keys as they are.
 */
export function formatKey(key: string): string {
  return key.replaceAll(UNSAFE, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  return NAMED[character] ?? (code < 0x100 ? `\\x${hex.padStart(2, "0")}` : `\\u{${hex}}`);
}

/** {@link formatKey} for a terminal; a pipe gets keys as they are. */
export function createKeyFormatter(stream: { readonly isTTY?: boolean }): (key: string) => string {
  return stream.isTTY === true ? formatKey : (key) => key;
}
