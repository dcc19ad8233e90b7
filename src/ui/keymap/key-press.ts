import type { Key } from "ink";

/** One key: its name as bindings write it (`j`, `G`, `ctrl+f`, `enter`), and the text it types, if any. */
export interface KeyPress {
  readonly name: string;
  readonly text: string | undefined;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const NAMED_CONTROLS: Readonly<Record<string, string>> = {
  "\r": "enter",
  "\n": "enter",
  "\t": "tab",
  "\b": "backspace",
  "\u007f": "backspace",
  "\u001b": "escape",
};

/**
 * What was pressed, one entry a key. A held or fast key, and any key over a slow line, arrives with its repetitions
 * in one piece of input ("jjjj"): taken as one key it would be lost.
 */
export function toKeyPresses(input: string, key: Key): readonly KeyPress[] {
  const special = specialName(key);
  if (special !== undefined) return [{ name: withModifiers(special, key), text: undefined }];
  if (key.ctrl || key.meta) return [...graphemes.segment(input)].map((one) => modified(one.segment, key));
  return splitControls(input).map(typed);
}

/** Pasted text as a single press: it types, and runs no binding. */
export function pasted(text: string): KeyPress {
  return { name: "paste", text };
}

function specialName(key: Key): string | undefined {
  if (key.upArrow) return "up";
  if (key.downArrow) return "down";
  if (key.leftArrow) return "left";
  if (key.rightArrow) return "right";
  if (key.pageUp) return "pageup";
  if (key.pageDown) return "pagedown";
  if (key.home) return "home";
  if (key.end) return "end";
  if (key.return) return "enter";
  if (key.escape) return "escape";
  if (key.tab) return "tab";
  if (key.backspace) return "backspace";
  return key.delete ? "delete" : undefined;
}

function withModifiers(name: string, key: Key): string {
  const shift = key.shift ? "shift+" : "";
  const alt = key.meta && name !== "escape" ? "alt+" : "";
  return `${key.ctrl ? "ctrl+" : ""}${alt}${shift}${name}`;
}

function modified(character: string, key: Key): KeyPress {
  return { name: `${key.ctrl ? "ctrl+" : ""}${key.meta ? "alt+" : ""}${character}`, text: undefined };
}

// "\r\n" is one grapheme, yet two keys: controls are split off first.
function splitControls(input: string): readonly string[] {
  return input
    .split(/(\p{Cc})/u)
    .filter((part) => part !== "")
    .flatMap((part) => [...graphemes.segment(part)].map((one) => one.segment));
}

function typed(character: string): KeyPress {
  const named = NAMED_CONTROLS[character];
  if (named !== undefined) return { name: named, text: undefined };
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x20) return { name: `ctrl+${String.fromCodePoint(code + 0x60)}`, text: undefined };
  return { name: character === " " ? "space" : character, text: character };
}
