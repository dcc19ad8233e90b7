/**
 * Loads hook files. Imports nothing of this project that runs: worker threads load this file too.
 */
import { registerHooks } from "node:module";
import { extname } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import type { Registration } from "./public.js";

/** What hook files import; resolved here, so that it is found from any folder without being installed there. */
const SPECIFIER = "s3kit/hooks";
const BUILT_INS = "s3kit/hooks/built-in";

/** Marks the modules of one loading: Node then takes no module that an earlier loading left behind. */
const LOADING = "s3kit-loading";
const IMPORTER = "s3kit-importer";

export interface FoundRegistration extends Registration {
  /** File that called `on`. */
  readonly file: string;
  /** Hook file that was loaded: that one, or one that imports it. */
  readonly entry: string;
}

export type ImportModule = (url: string) => Promise<unknown>;

export interface HookFiles {
  /** Run a file, and return what it and the files it imports registered. @throws whatever the file throws. */
  load(file: string): Promise<readonly FoundRegistration[]>;
  /** Files loaded or begun to load so far, in order: one that cannot be parsed is among them. */
  seenFiles(): readonly string[];
  /** Later imports of `s3kit/hooks` by these files fail. */
  close(): void;
}

/** Begin a loading: every file is read anew, with what it imports from its own project. */
export function openHookFiles(loading: string, importModule: ImportModule = (url) => import(url)): HookFiles {
  const seen = new Set<string>();
  const importers = new Set<string>();
  const taken = new Set<string>();
  const hooks = registerHooks({
    resolve(specifier, context, next) {
      const parent = context.parentURL;
      if (parent === undefined || !isOf(loading, parent)) {
        if (!isOf(loading, specifier)) return next(specifier, context);
        seen.add(specifier);
        return { url: specifier, format: entryFormat(specifier), shortCircuit: true };
      }
      if (specifier === SPECIFIER) {
        importers.add(parent);
        return { url: apiUrl(parent), shortCircuit: true };
      }
      if (specifier === BUILT_INS) return { url: siblingUrl("built-ins").href, shortCircuit: true };
      const resolved = next(specifier, context);
      if (!isOwnFile(resolved.url)) return resolved;
      const url = marked(resolved.url, loading);
      seen.add(url);
      return { ...resolved, url };
    },
  });
  return {
    load: async (file) => {
      await importModule(marked(pathToFileURL(file).href, loading));
      const found: FoundRegistration[] = [];
      for (const importer of importers) {
        if (taken.has(importer)) continue;
        taken.add(importer);
        const { registrations } = (await importModule(apiUrl(importer))) as { registrations: Registration[] };
        const importerFile = fileURLToPath(new URL(importer));
        found.push(
          ...registrations.map((registration) => ({ ...registration, file: importerFile, entry: file })),
        );
      }
      return found;
    },
    seenFiles: () => [...seen].map((url) => fileURLToPath(new URL(url))),
    close: () => hooks.deregister(),
  };
}

function marked(url: string, loading: string): string {
  const address = new URL(url);
  address.searchParams.set(LOADING, loading);
  return address.href;
}

function isOf(loading: string, url: string): boolean {
  return url.includes(`${LOADING}=`) && new URL(url).searchParams.get(LOADING) === loading;
}

/** Packages are not loaded again: they do not change under a running proxy, and may hold what must exist once. */
function isOwnFile(url: string): boolean {
  return url.startsWith("file:") && !url.includes("/node_modules/");
}

/** Hook files are ES modules whether or not a `package.json` near them says so. */
function entryFormat(url: string): string {
  return extname(new URL(url).pathname) === ".ts" ? "module-typescript" : "module";
}

/** One copy of the API for each importing file. */
function apiUrl(importer: string): string {
  const address = siblingUrl("public");
  address.searchParams.set(IMPORTER, importer);
  return address.href;
}

/** A file beside this one, which has its extension. */
function siblingUrl(name: string): URL {
  return new URL(`./${name}${extname(import.meta.filename)}`, import.meta.url);
}
