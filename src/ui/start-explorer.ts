import type { Client } from "../hooks/explorer-services.js";
import type { Environment } from "../lib/config/environment.js";
import type { S3Uri } from "../lib/s3/uri.js";
import { readExplorerSettings } from "./explorer-settings.js";
import { keepHeapSmall } from "./keep-heap-small.js";
import { loadInkLean } from "./load-ink-lean.js";
import { detectTheme, type ThemeName } from "./theme/theme.js";

export interface ExplorerOptions {
  /** Still being made: the first frame does not wait for it. */
  readonly client: Promise<Client>;
  /** What it is connected to, for the header. */
  readonly storeLabel: string;
  /** The flags that choose it on the command line, for the command lines that are shown. */
  readonly storeFlags: readonly string[];
  /** Where to begin; without it, at the buckets. */
  readonly uri: S3Uri | undefined;
  /** Without it, by the settings, else by what the terminal tells of itself. */
  readonly theme: ThemeName | undefined;
  /** Refuse whatever changes something in the store; without it, by the settings. */
  readonly readOnly: boolean | undefined;
  /** Take clicks and the wheel from the beginning; without it, by the settings. */
  readonly mouse: boolean | undefined;
  readonly signal: AbortSignal;
  /** Where profiles, settings and bookmarks are found; without it, the process's. */
  readonly environment?: Environment;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/**
 * Run the explorer on the terminal until the user quits. The terminal is given back as it was, also when the signal is
 * aborted or something throws.
 *
 * @throws the signal's reason when it is aborted; ConfigurationError when `explorer.json` is wrong; whatever a
 *   component throws.
 */
export async function startExplorer(options: ExplorerOptions): Promise<void> {
  // Whatever asks the store is told of a failure to connect; until something does, it must not count as unhandled.
  options.client.catch(() => undefined);
  // React reads it once, when it is loaded: its development build takes three times as long for each frame.
  process.env["NODE_ENV"] ??= "production";
  const { environment = process.env } = options;
  const settings = await readExplorerSettings(environment);
  const themeName = themeOf(options.theme, settings.theme, environment);
  // Without colours the cursor is shown by inverse text; what draws it takes NO_COLOR for "no styles at all".
  if (themeName === "none") process.env["FORCE_COLOR"] ??= "1";
  keepHeapSmall();
  const { runExplorer } = await loadInkLean(() => import("./run-explorer.js"));
  await runExplorer({
    ...options,
    theme: themeName,
    readOnly: options.readOnly ?? settings.readOnly ?? false,
    mouse: options.mouse ?? settings.mouse ?? true,
    keys: settings.keys,
    environment,
  });
}

// Who wants no colours wants none whatever the settings say.
function themeOf(asked: ThemeName | undefined, set: ThemeName | undefined, env: Environment): ThemeName {
  const detected = detectTheme(env);
  return asked ?? (detected === "none" ? "none" : (set ?? detected));
}
