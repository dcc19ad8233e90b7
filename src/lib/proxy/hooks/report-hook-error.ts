import type { HookErrorListener } from "./call-hook.js";

/** A line on stderr about what a hook threw, which clients are not told. */
export const reportHookError: HookErrorListener = (error, hook, requestId) => {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`hook ${hook.name} (${hook.source}) failed, request ${requestId}: ${text}\n`);
};
