import { columnsOf } from "./cell-text.js";
import { wrapText } from "./fit-text.js";

/** A sentence on lines of at most `columns`, broken between words; a word that is longer anywhere. Shown safely. */
export function wrapWords(sentence: string, columns: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of sentence.split(" ").flatMap((part) => wrapText(part, columns))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) <= columns) {
      line = longer;
      continue;
    }
    lines.push(line);
    line = word;
  }
  return [...lines, line];
}
