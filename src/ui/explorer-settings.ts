import { ConfigurationError } from "../lib/errors/s3kit-error.js";
import { readSettings, settingsFile } from "../lib/config/settings-file.js";
import type { Environment } from "../lib/config/environment.js";
import type { CustomKeys } from "./keymap/custom-keys.js";
import { THEME_NAMES, type ThemeName } from "./theme/theme.js";

/** What `explorer.json` in s3kit's folder of settings says; what it leaves out is undefined. */
export interface ExplorerSettings {
  readonly theme: ThemeName | undefined;
  readonly mouse: boolean | undefined;
  readonly readOnly: boolean | undefined;
  readonly keys: CustomKeys;
}

/**
 * Read the explorer's settings.
 *
 * @throws ConfigurationError for a setting that there is not, or of the wrong kind.
 */
export async function readExplorerSettings(env: Environment): Promise<ExplorerSettings> {
  const {
    $schema,
    theme,
    mouse,
    readOnly,
    keys = {},
    ...others
  } = await readSettings(settingsFile("explorer", env));
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw wrong(`there is no setting ${unknown}`);
  if ($schema !== undefined && typeof $schema !== "string") throw wrong("$schema is not an address");
  if (theme !== undefined && !isTheme(theme)) throw wrong(`theme is not one of ${THEME_NAMES.join(", ")}`);
  if (mouse !== undefined && typeof mouse !== "boolean") throw wrong("mouse is neither true nor false");
  if (readOnly !== undefined && typeof readOnly !== "boolean") {
    throw wrong("readOnly is neither true nor false");
  }
  if (!isKeys(keys)) throw wrong("keys is not an object of lists of keys");
  return { theme, mouse, readOnly, keys };
}

function wrong(what: string): ConfigurationError {
  return new ConfigurationError(`explorer.json: ${what}`, {
    hints: ["docs/explorer.schema.json says what may be in it; editors check it by its $schema"],
  });
}

function isTheme(value: unknown): value is ThemeName {
  return THEME_NAMES.some((name) => name === value);
}

function isKeys(value: unknown): value is CustomKeys {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  return Object.values(value).every(
    (keys) => Array.isArray(keys) && keys.every((key) => typeof key === "string"),
  );
}
