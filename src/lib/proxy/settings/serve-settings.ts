import { UsageError } from "../../errors/s3kit-error.js";
import type { ProxyKey } from "../keys/proxy-key.js";
import type { EncryptionMode } from "../encryption/encryption-settings.js";
import type { EncryptionConfig, GatewayConfig, HooksConfig, ProxyConfig } from "./proxy-config.js";

/** What `proxy serve` was told on the command line. */
export interface ServeFlags {
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly upstream?: string | undefined;
  readonly embedded?: string | undefined;
  readonly keys: readonly ProxyKey[];
  readonly anonymous: boolean;
  readonly public: boolean;
  readonly gateway?: boolean | undefined;
  readonly control?: string | undefined;
  readonly encrypt?: EncryptionMode | undefined;
  readonly ring?: string | undefined;
  readonly namespace?: string | undefined;
  readonly "gateway-url"?: string | undefined;
  readonly hooks: readonly string[];
  readonly hostSuffixes: readonly string[];
  readonly tlsCert?: string | undefined;
  readonly tlsKey?: string | undefined;
  readonly accessLog?: string | undefined;
  readonly workers?: number | undefined;
  readonly drainDelaySeconds?: number | undefined;
  readonly shutdownSeconds?: number | undefined;
}

/** How to serve, with every default filled in. */
export interface ServeSettings {
  readonly host: string;
  readonly port: number;
  readonly upstream: string | undefined;
  readonly embedded: string | undefined;
  /** Empty: the kept ones. */
  readonly keys: readonly ProxyKey[];
  readonly anonymous: "refused" | "public" | "everything";
  /** Undefined: none. */
  readonly gateway: GatewayConfig | undefined;
  /** Undefined: nothing is encrypted. */
  readonly encryption: EncryptionConfig | undefined;
  readonly hostSuffixes: readonly string[];
  readonly tlsFiles: { readonly cert: string; readonly key: string } | undefined;
  /** A file's path, `-` for stderr, or `none`. */
  readonly accessLog: string;
  readonly workers: number;
  readonly drainDelayMs: number;
  readonly shutdownMs: number;
  readonly hooks: HooksConfig & { readonly folders: readonly string[] };
}

/**
 * Put flags and configuration together: a flag takes the place of the file's setting; folders of hooks add up.
 *
 * @throws UsageError for settings that exclude each other.
 */
export function serveSettings(flags: ServeFlags, config: ProxyConfig): ServeSettings {
  return {
    ...storeBehind(flags, config),
    host: flags.host ?? config.host ?? "127.0.0.1",
    port: flags.port ?? config.port ?? 8080,
    keys: flags.keys.length > 0 ? flags.keys : (config.keys ?? []),
    anonymous: anonymousAccess(flags) ?? config.anonymous ?? "refused",
    gateway: gatewaySettings(flags, config),
    encryption: encryptionSettings(flags, config),
    hostSuffixes: flags.hostSuffixes.length > 0 ? flags.hostSuffixes : (config.hostSuffixes ?? []),
    tlsFiles: tlsFiles(flags) ?? config.tls,
    accessLog: flags.accessLog ?? config.accessLog ?? "-",
    workers: flags.workers ?? config.workers ?? 1,
    drainDelayMs: (flags.drainDelaySeconds ?? config.drainDelaySeconds ?? 0) * 1000,
    shutdownMs: (flags.shutdownSeconds ?? config.shutdownSeconds ?? 60) * 1000,
    hooks: { ...config.hooks, folders: [...(config.hooks?.folders ?? []), ...flags.hooks] },
  };
}

function storeBehind(flags: ServeFlags, config: ProxyConfig): Pick<ServeSettings, "upstream" | "embedded"> {
  const { upstream, embedded } =
    flags.upstream === undefined && flags.embedded === undefined ? config : flags;
  if (upstream !== undefined && embedded !== undefined) {
    throw new UsageError("`upstream` and `embedded` both name the store behind", {
      hints: ["Take one of them out of the configuration"],
    });
  }
  return { upstream, embedded };
}

function encryptionSettings(flags: ServeFlags, { encryption }: ProxyConfig): EncryptionConfig | undefined {
  const { encrypt, ring, namespace } = flags;
  const mode = encrypt ?? encryption?.mode;
  const isOff = mode === undefined || (mode === "off" && (encryption?.rules ?? []).length === 0);
  if (isOff && namespace !== undefined)
    throw new UsageError("--namespace is about encryption", { hints: ["Give --encrypt required too"] });
  if (isOff) return undefined;
  return {
    ...encryption,
    mode,
    ...(ring === undefined ? {} : { ring }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

function anonymousAccess(flags: ServeFlags): ServeSettings["anonymous"] | undefined {
  if (flags.anonymous) return "everything";
  return flags.public ? "public" : undefined;
}

function gatewaySettings(flags: ServeFlags, config: ProxyConfig): ServeSettings["gateway"] {
  if (flags.gateway !== true && config.gateway === undefined) {
    if (flags.control === undefined) return undefined;
    throw new UsageError("--control is about a gateway", { hints: ["Give --gateway too"] });
  }
  const control = flags.control ?? config.gateway?.control;
  if (control === undefined) {
    throw new UsageError("A gateway needs the bucket of its registry", {
      hints: ["Name one: --control s3://BUCKET"],
    });
  }
  const ring = flags.ring ?? config.gateway?.ring ?? config.encryption?.ring;
  const url = flags["gateway-url"] ?? config.gateway?.url;
  return { control, ...(ring === undefined ? {} : { ring }), ...(url === undefined ? {} : { url }) };
}

function tlsFiles({ tlsCert, tlsKey }: ServeFlags): ServeSettings["tlsFiles"] {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new UsageError("TLS needs a certificate and its key", {
      hints: ["Give both --tls-cert and --tls-key"],
    });
  }
  return { cert: tlsCert, key: tlsKey };
}
