import { existsSync, readFileSync } from "node:fs";
import { registerHooks } from "node:module";
import { fileURLToPath } from "node:url";

const WHOLE = "es-toolkit/compat";
const ONLY = "./function/throttle.mjs";
/** How Ink 8 takes from it what it needs. */
const WANTS_ONLY_THROTTLE = /import \{ throttle \} from ['"]es-toolkit\/compat['"]/u;

/**
 * Load something that loads Ink. Ink takes a single function from a package of 415 modules, which would keep the first
 * frame waiting for 70 ms: it is given the one module instead, as long as that function is all that it asks for.
 */
export async function loadInkLean<Loaded>(load: () => Promise<Loaded>): Promise<Loaded> {
  const hooks = registerHooks({
    resolve: (specifier, context, next) => {
      const resolved = next(specifier, context);
      if (specifier !== WHOLE || !wantsOnlyThrottle(context.parentURL)) return resolved;
      const only = new URL(ONLY, resolved.url);
      return existsSync(only) ? { ...resolved, url: only.href } : resolved;
    },
  });
  try {
    return await load();
  } finally {
    hooks.deregister();
  }
}

function wantsOnlyThrottle(importer: string | undefined): boolean {
  if (importer?.includes("/ink/") !== true) return false;
  return WANTS_ONLY_THROTTLE.test(readFileSync(fileURLToPath(importer), "utf8"));
}
