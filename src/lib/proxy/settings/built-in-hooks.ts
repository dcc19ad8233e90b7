import { clamavHooks } from "../hooks/built-in/clamav.js";
import { execHooks } from "../hooks/built-in/exec.js";
import { limitsHooks } from "../hooks/built-in/limits.js";
import { logHooks } from "../hooks/built-in/log.js";
import { mimeHooks } from "../hooks/built-in/mime.js";
import { webhookHooks } from "../hooks/built-in/webhook.js";
import type { RegisteredHook } from "../hooks/hook-api.js";
import { listOf, type BuiltInsConfig } from "./proxy-config.js";

/**
 * The built-in hooks that a configuration asks for.
 *
 * @throws ConfigurationError for what only the hook itself can judge, such as a file that cannot be opened.
 */
export function builtInHooks(config: BuiltInsConfig): readonly RegisteredHook[] {
  return [
    ...listOf(config.limits).flatMap(limitsHooks),
    ...listOf(config.mime).flatMap(mimeHooks),
    ...listOf(config.clamav).flatMap(clamavHooks),
    ...listOf(config.exec).flatMap(execHooks),
    ...listOf(config.webhook).flatMap(webhookHooks),
    ...listOf(config.log).flatMap(logHooks),
  ];
}
