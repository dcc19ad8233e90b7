import { Ajv2020 } from "ajv/dist/2020.js";
import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { LAYERS } from "../../../src/ui/actions/layers.js";
import { keysDocument } from "../../../src/ui/keymap/keys-document.js";
import { settingsSchema } from "../../../src/ui/keymap/settings-schema.js";

const REMAKE = "run `npm run build && node scripts/write-explorer-docs.ts`";
const docs = (file: string) => readFile(new URL(`../../../docs/${file}`, import.meta.url), "utf8");

describe("what the documentation has from the registry", () => {
  it("is the schema of today's actions", async () => {
    expect(JSON.parse(await docs("explorer.schema.json")), REMAKE).toEqual(
      JSON.parse(JSON.stringify(settingsSchema(LAYERS))),
    );
  });

  it("is the list of today's keys", async () => {
    expect(await docs("explorer-keys.md"), REMAKE).toBe(keysDocument(LAYERS));
  });
});

describe("the schema of the settings", () => {
  const validate = new Ajv2020({ strict: true }).compile(settingsSchema(LAYERS));

  it.each([
    [{}, true],
    [{ theme: "light", mouse: false, keys: { "app.quit": ["ctrl+q", "g g", "é"] } }, true],
    [{ theme: "pink" }, false],
    [{ keys: { "app.quiet": ["q"] } }, false],
    [{ keys: { "app.quit": ["qq"] } }, false],
    [{ colour: true }, false],
  ])("judges %o: %s", (settings, valid) => {
    expect(validate(settings)).toBe(valid);
  });

  it("takes every default key", () => {
    const keys = Object.values(LAYERS).flatMap(({ actions }) =>
      actions.map(({ id, keys: own }) => [id, own]),
    );
    expect(validate({ keys: Object.fromEntries(keys) }), JSON.stringify(validate.errors)).toBe(true);
  });
});
