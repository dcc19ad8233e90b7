import { ConfigurationError } from "../../../errors/s3kit-error.js";
import type { Hook, RegisteredHook } from "../hook-api.js";
import { builtInHook, COMMON_PROPERTIES, type CommonConfig } from "./built-in-hook.js";
import { scanStream, type ClamdAddress } from "./clamd.js";

export interface ClamavConfig extends CommonConfig {
  /** Path of clamd's Unix socket. Give this or `host`. */
  readonly socket?: string;
  readonly host?: string;
  /** Default: 3310. */
  readonly port?: number;
  /**
   * Larger contents are not scanned: `onError` decides. Must not be above clamd's own `StreamMaxLength`, `MaxFileSize` and
   * `MaxScanSize`. Default: 25 MiB, which is Debian's.
   */
  readonly maxBytes?: number;
  /** What is scanned. Default: uploads. */
  readonly scan?: readonly ("uploads" | "downloads")[];
}

export const CLAMAV_SCHEMA = {
  type: "object",
  description: "Refuse contents in which clamd finds malware",
  additionalProperties: false,
  properties: {
    ...COMMON_PROPERTIES,
    socket: { type: "string", minLength: 1, description: "Path of clamd's Unix socket" },
    host: { type: "string", minLength: 1, description: "Host of clamd, instead of its socket" },
    port: { type: "integer", minimum: 1, maximum: 65_535, default: 3310 },
    maxBytes: {
      type: "integer",
      minimum: 1,
      default: 26_214_400,
      description:
        "Larger contents are not scanned: onError decides. At most clamd's StreamMaxLength and MaxFileSize",
    },
    scan: {
      type: "array",
      items: { enum: ["uploads", "downloads"] },
      minItems: 1,
      uniqueItems: true,
      default: ["uploads"],
    },
  },
  oneOf: [{ required: ["socket"] }, { required: ["host"] }],
} as const;

const DEFAULT_PORT = 3310;
const DEFAULT_MAX_BYTES = 25 * 1024 * 1024;

/**
 * Hooks that have contents scanned by a running clamd while they stream by. What it finds is refused with the
 * signature's name; when it cannot be asked, or the content is too large for it, `onError` decides: never is a content
 * taken for clean that was not scanned whole.
 *
 * @throws ConfigurationError without the address of clamd.
 */
export function clamavHooks(config: ClamavConfig): readonly RegisteredHook[] {
  const address = addressOf(config);
  const options = { name: "clamav", maxBytes: config.maxBytes ?? DEFAULT_MAX_BYTES };
  const scan: Hook = async (context, content) => {
    const verdict = await scanStream(address, content, context.signal);
    return verdict.clean ? { pass: true } : { pass: false, reason: `${verdict.signature} found` };
  };
  return (config.scan ?? ["uploads"]).map((what) =>
    builtInHook(what === "uploads" ? "preUploadBeforeCheck" : "postRetrieve", config, options, scan),
  );
}

function addressOf({ socket, host, port = DEFAULT_PORT }: ClamavConfig): ClamdAddress {
  if (socket !== undefined) return { socket };
  if (host !== undefined) return { host, port };
  throw new ConfigurationError("The clamav hook does not know where clamd listens", {
    code: "InvalidHook",
    hints: ["Give it `socket`, or `host` and `port`"],
  });
}
