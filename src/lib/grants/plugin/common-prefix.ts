/**
 * The longest beginning that all keys share; "" when they share none, or when there are no keys. It never ends inside a
 * character: half of a surrogate pair is no text that a request could carry.
 */
export function commonPrefix(keys: Iterable<string>): string {
  let shared: string | undefined;
  for (const key of keys) {
    shared = shared === undefined ? key : sharedBeginning(shared, key);
    if (shared === "") return "";
  }
  return shared ?? "";
}

function sharedBeginning(one: string, other: string): string {
  const most = Math.min(one.length, other.length);
  let length = 0;
  while (length < most && one[length] === other[length]) length += 1;
  return one.slice(0, splitsCharacter(one, length) || splitsCharacter(other, length) ? length - 1 : length);
}

function splitsCharacter(text: string, length: number): boolean {
  return length > 0 && length < text.length && (text.codePointAt(length - 1) ?? 0) > 0xff_ff;
}
