import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import path from "node:path";
import { homeFolder } from "../../config/config-folder.js";
import type { Environment } from "../../config/environment.js";
import { readSettings, settingsFile, writeSettings } from "../../config/settings-file.js";
import { ConfigurationError } from "../../errors/s3kit-error.js";

/** dtool's settings, by the names that dtool gives them: `DTOOL_CACHE_DIRECTORY`… */
export interface DtoolConfig {
  /** An empty text is a value: it hides what later places say, as in dtool. */
  get(name: string): string | undefined;
  /** Where a value comes from, as the user would look for it. */
  originOf(name: string): string | undefined;
  /** All names that are set in files. */
  readonly names: readonly string[];
  readonly env: Environment;
}

/** Where a setting is kept: in the file that dtool reads too, or in s3kit's own. */
export type ConfigHome = "dtool" | "s3kit";

/**
 * Read the settings: the environment goes before `~/.config/dtool/dtool.json`, as in dtool, and that before
 * `datasets.json` in s3kit's own folder.
 *
 * @throws ConfigurationError when one of the files is damaged.
 */
export async function loadDtoolConfig(env: Environment): Promise<DtoolConfig> {
  const shared = await readShared(env);
  const own = await readSettings(ownFile(env));
  const places = [
    { origin: "the environment", values: env as Readonly<Record<string, unknown>> },
    { origin: dtoolConfigPath(env), values: shared },
    { origin: path.join(ownFile(env).folder, "datasets.json"), values: own },
  ];
  const find = (name: string) => places.find(({ values }) => isSet(values[name]));
  return {
    get: (name) => {
      const value = find(name)?.values[name];
      return value === undefined ? undefined : asText(value);
    },
    originOf: (name) => find(name)?.origin,
    names: [...new Set([...Object.keys(shared), ...Object.keys(own)])].filter((name) =>
      name.startsWith("DTOOL_"),
    ),
    env,
  };
}

/** The file of settings that dtool reads. */
function dtoolConfigPath(env: Environment): string {
  return path.join(homeFolder(env), ".config", "dtool", "dtool.json");
}

/**
 * Change one setting in a file; undefined removes it. The file is replaced at once, and readable by its owner alone.
 *
 * @throws ConfigurationError when the file there is damaged; it is left as it is.
 */
export async function changeDtoolConfig(
  env: Environment,
  home: ConfigHome,
  name: string,
  value: string | undefined,
): Promise<void> {
  if (home === "s3kit") {
    await writeSettings(ownFile(env), { [name]: value });
    return;
  }
  const { [name]: _replaced, ...rest } = await readShared(env);
  const settings = value === undefined ? rest : { ...rest, [name]: value };
  const file = dtoolConfigPath(env);
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  const sorted = Object.fromEntries(Object.entries(settings).sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(`${file}.new`, JSON.stringify(sorted, null, 2), { mode: 0o600 });
  await chmod(`${file}.new`, 0o600);
  await rename(`${file}.new`, file);
}

function ownFile(env: Environment) {
  return settingsFile("datasets", env);
}

async function readShared(env: Environment): Promise<Readonly<Record<string, unknown>>> {
  const file = dtoolConfigPath(env);
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw new ConfigurationError(`Cannot read ${file}`, {
      hints: ["Check its owner and mode"],
      cause: error,
    });
  });
  if (text === undefined) return {};
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
    throw new SyntaxError("Not an object");
  } catch (error) {
    throw new ConfigurationError(`${file} is damaged: it is not a JSON object`, {
      hints: ["Mend it, or move it away"],
      cause: error,
    });
  }
}

function isSet(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
