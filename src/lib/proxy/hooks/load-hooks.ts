import { randomUUID } from "node:crypto";
import { readdir, realpath } from "node:fs/promises";
import { join } from "node:path";
import { configFolder } from "../../config/config-folder.js";
import type { Environment } from "../../config/environment.js";
import { ConfigurationError } from "../../errors/s3kit-error.js";
import { openHookFiles, type FoundRegistration, type HookFiles, type ImportModule } from "./hook-files.js";
import { NO_CONTENT } from "./hook-content.js";
import { describeHookFailure, lineOf } from "./hook-file-error.js";
import type { RegisteredHook } from "./hook-api.js";
import { registerHook } from "./hook-registry.js";
import { HookThreads } from "./hook-threads.js";
import { createHookSet, type HookSet } from "./hook-set.js";

export interface LoadHooksOptions {
  /** Folders that must exist, as given with `--hooks`. */
  readonly dirs: readonly string[];
  /** Gives the folder of the user's own hooks, which need not exist. Without: only `dirs`. */
  readonly env?: Environment;
  /** A hook of a file takes the place of the built-in one with its event and name. */
  readonly builtIns?: readonly RegisteredHook[];
  /** How a file is imported. Default: `import()`. */
  readonly importModule?: ImportModule;
}

/** The folder of the user's own hooks: `hooks` in s3kit's settings folder. */
export function userHooksFolder(env: Environment): string {
  return join(configFolder(env), "hooks");
}

/**
 * Load hook files, folder by folder, in the order of their names, and put them together with the built-in hooks.
 * Every call runs the files anew, so that a reload finds what was changed.
 *
 * @throws {@link ConfigurationError} naming file and line for a file that cannot be parsed, throws, or registers
 * something wrong; for a folder that is not there; for two hooks with one name or `pos`.
 */
export async function loadHooks(options: LoadHooksOptions): Promise<HookSet> {
  const { env, importModule, builtIns = [] } = options;
  const paths = await findHookFiles(options.dirs, env === undefined ? undefined : userHooksFolder(env));
  const files = openHookFiles(randomUUID(), importModule);
  try {
    const found: FoundRegistration[] = [];
    for (const path of paths) found.push(...(await loadFile(files, path)));
    const threads: HookThreads[] = [];
    const loaded = found.map((registration) => inThread(registered(registration), registration, threads));
    const replaced = builtIns.filter((builtIn) => !loaded.some((hook) => isSameHook(hook, builtIn)));
    return createHookSet([...replaced, ...loaded], async () => {
      files.close();
      await Promise.all(threads.map(async (thread) => thread.close()));
    });
  } catch (error) {
    files.close();
    throw error;
  }
}

/** Hook files of some folders in the order in which they are loaded. A folder given twice counts once. */
async function findHookFiles(
  dirs: readonly string[],
  userFolder: string | undefined,
): Promise<readonly string[]> {
  const own = userFolder === undefined ? undefined : await realpathIfThere(userFolder);
  const given = await Promise.all(dirs.map(requireFolder));
  const folders = new Set([...(own === undefined ? [] : [own]), ...given]);
  const lists = await Promise.all([...folders].map(hookFilesIn));
  return lists.flat();
}

async function hookFilesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.isDirectory() && isHookFile(entry.name))
    .map(({ name }) => join(folder, name))
    .sort();
}

function isHookFile(name: string): boolean {
  return /\.(js|mjs|ts)$/.test(name) && !name.endsWith(".d.ts") && !name.startsWith(".");
}

async function realpathIfThere(folder: string): Promise<string | undefined> {
  try {
    return await realpath(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function requireFolder(dir: string): Promise<string> {
  const folder = await realpathIfThere(dir);
  if (folder !== undefined) return folder;
  throw new ConfigurationError(`There is no folder ${dir} with hooks`, {
    code: "NoSuchHooksFolder",
    hints: ["Check --hooks", "`s3kit proxy hooks new NAME` writes a first hook"],
  });
}

async function loadFile(files: HookFiles, path: string): Promise<readonly FoundRegistration[]> {
  try {
    return await files.load(path);
  } catch (error) {
    throw await describeHookFailure(error, path, files.seenFiles());
  }
}

function registered({ event, options, hook, stack, file }: FoundRegistration): RegisteredHook {
  const line = lineOf(stack, file);
  return registerHook(event, options, hook, line === undefined ? file : `${file}:${line.toString()}`);
}

/** A hook with `worker: true` runs elsewhere. */
function inThread(
  hook: RegisteredHook,
  { entry }: FoundRegistration,
  threads: HookThreads[],
): RegisteredHook {
  if (!hook.worker) return hook;
  const thread = new HookThreads({ file: entry, event: hook.event, name: hook.name });
  threads.push(thread);
  const call = thread.hook;
  // The number of parameters says whether it reads content.
  const isWithoutContent = hook.hook.length === 1;
  return { ...hook, hook: isWithoutContent ? (context) => call(context, NO_CONTENT) : call };
}

function isSameHook(a: RegisteredHook, b: RegisteredHook): boolean {
  return a.event === b.event && a.name === b.name;
}
