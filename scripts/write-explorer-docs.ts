// Writes what the documentation has from the explorer's registry of actions: docs/explorer-keys.md, and the schema of
// its settings.
//
//   npm run build && node scripts/write-explorer-docs.ts
import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Keymap } from "../src/ui/actions/action.ts";
import type { keysDocument as KeysDocument } from "../src/ui/keymap/keys-document.ts";
import type { settingsSchema as SettingsSchema } from "../src/ui/keymap/settings-schema.ts";

const root = path.join(import.meta.dirname, "..");
const { LAYERS } = await built<{ readonly LAYERS: Keymap }>("ui/actions/layers.js");
const { keysDocument } = await built<{ readonly keysDocument: typeof KeysDocument }>(
  "ui/keymap/keys-document.js",
);
const { settingsSchema } = await built<{ readonly settingsSchema: typeof SettingsSchema }>(
  "ui/keymap/settings-schema.js",
);
await writeFile(path.join(root, "docs/explorer-keys.md"), keysDocument(LAYERS));
await writeFile(
  path.join(root, "docs/explorer.schema.json"),
  `${JSON.stringify(settingsSchema(LAYERS), undefined, 2)}\n`,
);

async function built<Exports>(file: string): Promise<Exports> {
  return (await import(path.join(root, "dist", file))) as Exports;
}
