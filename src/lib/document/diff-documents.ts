import { createTwoFilesPatch } from "diff";

/**
 * What changes between two documents, as a unified diff of their indented JSON; "" when nothing does.
 *
 * @param before undefined: there is none yet
 * @param after undefined: it will be removed
 */
export function diffDocuments(before: unknown, after: unknown, name: string): string {
  const [old, young] = [print(before), print(after)];
  if (old === young) return "";
  const patch = createTwoFilesPatch(`${name} (now)`, `${name} (then)`, old, young, "", "", { context: 3 });
  return patch.split("\n").slice(1).join("\n").trimEnd();
}

function print(document: unknown): string {
  return document === undefined ? "" : `${JSON.stringify(document, null, 2)}\n`;
}
