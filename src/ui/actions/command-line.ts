import type { CommandWords } from "./action.js";

const PLAIN_WORD = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** The words as a line for a POSIX shell, with the flags that choose the store. */
export function commandLine(words: CommandWords, storeFlags: readonly string[]): string {
  return ["s3kit", ...words, ...storeFlags].map(quoteWord).join(" ");
}

function quoteWord(word: string): string {
  return PLAIN_WORD.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
