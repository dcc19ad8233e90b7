import { destination, pino, stdTimeFunctions, type Logger } from "pino";
import { ConfigurationError } from "../../../errors/s3kit-error.js";
import type { HookEvent, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";

export interface LogConfig extends CommonConfig {
  /** Appended to; made with mode 0600. Default: stderr. */
  readonly file?: string;
  /** Default: `postUpload` and `postRetrieve`. */
  readonly events?: readonly HookEvent[];
}

export const LOG_SCHEMA = {
  type: "object",
  description: "Write a line of JSON for each event",
  additionalProperties: false,
  properties: {
    ...COMMON_PROPERTIES,
    file: { type: "string", minLength: 1, description: "Default: stderr" },
    events: {
      type: "array",
      items: { enum: ["preRequest", "postUpload", "postRetrieve"] },
      minItems: 1,
      uniqueItems: true,
      default: ["postUpload", "postRetrieve"],
    },
  },
} as const;

/**
 * Hooks that write one line of JSON for each event, with all that hooks are told, metadata included. Each line is on disk
 * before the hook passes: unlike the access log, which must never hold up a request, none is lost.
 *
 * @throws ConfigurationError when the file cannot be opened.
 */
export function logHooks(config: LogConfig): readonly RegisteredHook[] {
  const logger = openLogger(config.file);
  return (config.events ?? ["postUpload", "postRetrieve"]).map((event) =>
    builtInHook(event, config, { name: "log" }, (context) => {
      const { signal: _, ...facts } = context;
      logger.info(facts);
      return { pass: true };
    }),
  );
}

function openLogger(file: string | undefined): Logger {
  const options = { base: null, timestamp: stdTimeFunctions.isoTime };
  if (file === undefined) return pino(options, process.stderr);
  try {
    return pino(options, destination({ dest: file, append: true, mode: 0o600, sync: true }));
  } catch (cause) {
    throw new ConfigurationError(`The log hook cannot open ${file}`, { code: "InvalidHook", cause });
  }
}
