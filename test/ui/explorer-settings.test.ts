import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readExplorerSettings } from "../../src/ui/explorer-settings.js";

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(path.join(tmpdir(), "s3kit-settings-"));
});

afterEach(() => rm(dir, { recursive: true, force: true }));

async function read(text: string) {
  await writeFile(path.join(dir, "explorer.json"), text);
  return readExplorerSettings({ S3KIT_CONFIG_DIR: dir });
}

it("are all left open where there is no file", async () => {
  expect(await readExplorerSettings({ S3KIT_CONFIG_DIR: dir })).toEqual({ keys: {} });
});

it("are taken from the file", async () => {
  const settings = await read(
    '{"$schema": "x", "theme": "light", "mouse": false, "keys": {"app.quit": ["x"]}}',
  );
  expect(settings).toEqual({ theme: "light", mouse: false, keys: { "app.quit": ["x"] } });
});

it.each([
  ['{"theme": "pink"}', /theme is not one of dark, light, contrast, none/],
  ['{"colour": true}', /no setting colour/],
  ['{"mouse": "yes"}', /mouse is neither/],
  ['{"readOnly": 1}', /readOnly is neither/],
  ['{"keys": {"app.quit": "q"}}', /keys is not an object of lists/],
  ["{", /damaged/],
])("are refused when they are wrong: %s", async (text, message) => {
  await expect(read(text)).rejects.toThrow(message);
});
