const MODIFIERS = ["ctrl", "alt", "shift"] as const;
const NAMED = [
  "up",
  "down",
  "left",
  "right",
  "enter",
  "escape",
  "backspace",
  "delete",
  "tab",
  "space",
  "home",
  "end",
  "pageup",
  "pagedown",
] as const;

/** What a key of a key file looks like, as a regular expression: for its schema. */
export const KEY_SEQUENCE_PATTERN = `^(?:${keyPattern()})(?: (?:${keyPattern()}))*$`;

/** A sequence of keys as people write it, in the explorer's own words; undefined when there is no such key. */
export function parseKeySequence(written: string): string | undefined {
  const keys = written.split(" ").map(parseKey);
  return keys.includes(undefined) ? undefined : keys.join(" ");
}

/** True when the key types a character, so that it cannot be bound where text is taken. */
export function isPrintable(sequence: string): boolean {
  const [first = ""] = sequence.split(" ");
  return first === "space" || Array.from(first).length === 1;
}

function parseKey(written: string): string | undefined {
  // "+" itself may follow a modifier: "ctrl++".
  const parts = written.length > 1 ? written.split(/(?<=.)\+(?=.)/u) : [written];
  const name = parts.pop() ?? "";
  const modifiers = parts.map((part) => part.toLowerCase());
  if (!modifiers.every(isModifier)) return undefined;
  const named = NAMED.find((known) => known === name.toLowerCase());
  if (named === undefined && Array.from(name).length !== 1) return undefined;
  return [...MODIFIERS.filter((known) => modifiers.includes(known)), named ?? name].join("+");
}

function isModifier(word: string): word is (typeof MODIFIERS)[number] {
  return MODIFIERS.some((known) => known === word);
}

function keyPattern(): string {
  return `(?:(?:${MODIFIERS.join("|")})\\+)*(?:${NAMED.join("|")}|[^\\s])`;
}
