import { mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { configFolder } from "./config-folder.js";
import type { Environment } from "./environment.js";

/** Settings are one JSON document a file; the name is without its extension. */
export interface SettingsFile {
  readonly folder: string;
  readonly name: string;
}

/** The settings file of a name in s3kit's folder. */
export function settingsFile(name: string, env: Environment): SettingsFile {
  return { folder: configFolder(env), name };
}

/**
 * Read a settings file; an empty object when there is none. Loads nothing, as every command reads settings.
 *
 * @throws ConfigurationError when it cannot be read or is not a JSON object.
 */
export async function readSettings(file: SettingsFile): Promise<Readonly<Record<string, unknown>>> {
  const path = join(file.folder, `${file.name}.json`);
  try {
    return parseObject(await readFile(path, "utf8"), path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return {};
    if (error instanceof ConfigurationError) throw error;
    throw new ConfigurationError(`Cannot read ${path}`, {
      hints: ["Check its owner and mode"],
      cause: error,
    });
  }
}

/**
 * Change some keys of a settings file; undefined removes a key. The file is replaced at once (a crash leaves the old
 * one) and readable by its owner alone, as it may hold secrets.
 *
 * @throws ConfigurationError when the file there is not one of settings; it is left as it is.
 */
export async function writeSettings(
  file: SettingsFile,
  changes: Readonly<Record<string, object | string | undefined>>,
): Promise<void> {
  await readSettings(file);
  await mkdir(file.folder, { recursive: true, mode: 0o700 });
  const { default: Conf } = await import("conf");
  const settings = new Conf({
    cwd: file.folder,
    configName: file.name,
    configFileMode: 0o600,
    accessPropertiesByDotNotation: false,
  });
  for (const [key, value] of Object.entries(changes)) {
    if (value === undefined) settings.delete(key);
    else settings.set(key, value);
  }
}

function parseObject(text: string, path: string): Readonly<Record<string, unknown>> {
  const damaged = (cause?: unknown) =>
    new ConfigurationError(`${path} is damaged: it is not a JSON object`, {
      hints: ["Mend it, or move it away and add the profiles again"],
      cause,
    });
  try {
    const value: unknown = text.trim() === "" ? {} : JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      return value as Record<string, unknown>;
    }
  } catch (error) {
    throw damaged(error);
  }
  throw damaged();
}
