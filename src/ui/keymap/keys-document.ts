import type { Action, Keymap, Layer } from "../actions/action.js";
import { keyLabel } from "./key-label.js";

/** All actions with their keys as a page of documentation, by layer. */
export function keysDocument(keymap: Keymap): string {
  const shown = Object.values(keymap).toSorted((a, b) => Number(a.modal) - Number(b.modal));
  return [
    "# Every key of the explorer",
    "",
    "Made by `node scripts/write-explorer-docs.ts` from the registry of actions. `?` shows those that hold where one is, and",
    "`:` finds an action by its name. `explorer.json` in s3kit's folder of settings changes them, by the names in the last",
    "column:",
    "",
    "```json",
    '{ "$schema": "docs/explorer.schema.json", "keys": { "list.open": ["enter", "o"], "app.quit": ["ctrl+q"] } }',
    "```",
    ...shown.flatMap(layerSection),
    "",
  ].join("\n");
}

function layerSection({ title, modal, takesText, actions }: Layer): readonly string[] {
  const note = modal && takesText ? ["", "Letters type here."] : [];
  return [
    "",
    `## ${title}`,
    ...note,
    "",
    "| keys | what they do | action |",
    "| --- | --- | --- |",
    ...actions.map(actionRow),
  ];
}

function actionRow({ keys, title, id }: Action): string {
  const labels = keys.map((key) => `\`${keyLabel(key).replaceAll("|", "\\|")}\``);
  return `| ${labels.join(" ")} | ${title} | \`${id}\` |`;
}
