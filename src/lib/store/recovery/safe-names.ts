/**
 * How a key becomes the names of folders and a file, on any file system, so that it can be read back from them:
 *
 * - `/` in the key separates folders.
 * - `%XX` stands for one character that file systems refuse or that means something to them: `%`, control characters,
 *   `< > : " \ | ? *`, a dot or space at the end of a name, the dots of `.` and `..`, and the first letter of the
 *   device names of Windows (`CON`, `aux.txt`).
 * - `%~` stands for nothing. An empty name is written so (`a//b` is `a/%~/b`, `a/` is `a/%~`), and it is added to a
 *   name that is taken: by a file where a folder is needed, or by one that differs only in case where case is ignored.
 * - `%+` at the end of a folder's name: the name goes on in what is inside. So are names above 200 bytes cut.
 */
export const TAKEN_MARK = "%~";

const CONTINUED_MARK = "%+";
const MAX_NAME_BYTES = 200;
// oxlint-disable-next-line no-control-regex -- control characters are what is looked for
const UNSAFE = /[%<>:"\\|?*\u0000-\u001f\u007f]/gu;
const DEVICE_NAME = /^(?:con|prn|aux|nul|com\d|lpt\d)(?=\.|$)/iu;

/** Folder names and, last, the file name for a key. Never empty, never `.` or `..`. */
export function namesForKey(key: string): readonly string[] {
  return key.split("/").flatMap((segment) => splitName(escapeSegment(segment)));
}

/** The key that a path below an exported bucket's folder stands for; `/` separates names. */
export function keyForPath(path: string): string {
  let key = "";
  for (const name of path.split("/")) {
    const text = name.replaceAll(TAKEN_MARK, "");
    const isContinued = text.endsWith(CONTINUED_MARK);
    const escaped = isContinued ? text.slice(0, -CONTINUED_MARK.length) : text;
    key += escaped.replaceAll(/%([0-9A-F]{2})/gu, (_match, hex: string) =>
      String.fromCodePoint(Number.parseInt(hex, 16)),
    );
    if (!isContinued) key += "/";
  }
  return key.slice(0, -1);
}

function escapeSegment(segment: string): string {
  if (segment === "") return TAKEN_MARK;
  if (segment === "." || segment === "..") return segment.replaceAll(".", escapeCharacter);
  return segment
    .replaceAll(UNSAFE, escapeCharacter)
    .replace(/[. ]$/u, escapeCharacter)
    .replace(DEVICE_NAME, (name) => escapeCharacter(name.slice(0, 1)) + name.slice(1));
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`;
}

function splitName(name: string): readonly string[] {
  if (Buffer.byteLength(name) <= MAX_NAME_BYTES) return [name];
  const pieces: string[] = [];
  let piece = "";
  // An escape is one unit: cut inside, it could not be read back.
  for (const unit of name.match(/%[0-9A-F]{2}|./gsu) ?? []) {
    if (Buffer.byteLength(piece + unit) > MAX_NAME_BYTES) {
      pieces.push(piece + CONTINUED_MARK);
      piece = "";
    }
    piece += unit;
  }
  return [...pieces, piece];
}
