import type { Environment } from "../../config/environment.js";
import { loadHooks } from "./load-hooks.js";
import type { HookSet } from "./hook-set.js";

export interface ConfiguredHooks {
  /** Folders of hook files, besides the user's own and those of the configuration. */
  readonly dirs: readonly string[];
  /** Configuration file of a proxy, which may name folders and built-in hooks. */
  readonly config?: string | undefined;
  readonly env: Environment;
}

/**
 * Load the hooks that a proxy with this configuration would run.
 *
 * @throws ConfigurationError as {@link loadHooks} and `readProxyConfig` do.
 */
export async function loadConfiguredHooks({ dirs, config, env }: ConfiguredHooks): Promise<HookSet> {
  if (config === undefined) return loadHooks({ dirs, env });
  // The built-in hooks bring packages along that user hooks do without.
  const [{ readProxyConfig }, { builtInHooks }] = await Promise.all([
    import("../settings/proxy-config.js"),
    import("../settings/built-in-hooks.js"),
  ]);
  const { hooks: { folders = [], ...builtIns } = {} } = await readProxyConfig(config);
  return loadHooks({ dirs: [...folders, ...dirs], env, builtIns: builtInHooks(builtIns) });
}
