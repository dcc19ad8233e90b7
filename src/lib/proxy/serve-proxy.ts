import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { createSecureContext } from "node:tls";
import { DEFAULT_TIMEOUTS } from "../wire/http/server-options.js";
import { ConfigurationError } from "../errors/s3kit-error.js";
import { hookStages, type LoadHooks } from "./hook-stages.js";
import { openAccessLog, type AccessLogTarget } from "./operations/access-log.js";
import { createOperations, type Operations, type OperationsOptions } from "./operations/create-operations.js";
import type { RunHooksOptions } from "./stages/run-hooks.js";
import type { Stage } from "../wire/exchange.js";
import type { EncryptionSetup } from "./encryption/open-encryption.js";
import { startProxy, type RunningProxy, type StartProxyOptions, type StoreBehind } from "./start-proxy.js";

export interface ServeProxyOptions extends Omit<
  StartProxyOptions,
  "stages" | "innerStages" | "observers" | "tls"
> {
  readonly hooks: LoadHooks;
  readonly multipart?: RunHooksOptions["multipart"];
  /** How to encrypt, read anew at each reload; undefined: not. */
  readonly encryption?: (() => Promise<EncryptionSetup | undefined>) | undefined;
  /** Told of what people should know. Default: nobody is. */
  readonly onNote?: ((text: string) => void) | undefined;
  /** Undefined: none. */
  readonly accessLog?: AccessLogTarget | undefined;
  /** Files in PEM. */
  readonly tlsFiles?: { readonly cert: string; readonly key: string } | undefined;
  /** How long it goes on serving, but not ready, once it is told to stop. Default: 0. */
  readonly drainDelayMs?: number | undefined;
  readonly gatherSnapshots?: OperationsOptions["gatherSnapshots"];
}

export interface ServedProxy extends RunningProxy {
  readonly snapshot: Operations["snapshot"];
}

/**
 * Serve a proxy with everything around it: hooks, probes, metrics, access log. `reload` reads keys, hooks and certificate anew, and
 * opens the access log by its name again. `close` first tells probes that the proxy is not ready, goes on serving for
 * `drainDelayMs`, and then lets requests under way finish.
 *
 * @throws as `startProxy`, `loadHooks`, `openEncryption` and `openAccessLog` do.
 */
export async function serveProxy(options: ServeProxyOptions): Promise<ServedProxy> {
  const { tlsFiles, drainDelayMs = 0 } = options;
  const accessLog = options.accessLog === undefined ? undefined : await openAccessLog(options.accessLog);
  let proxy: RunningProxy | undefined;
  const operations = createOperations({
    ping: async (signal) => proxy?.ping(signal),
    accessLog,
    gatherSnapshots: options.gatherSnapshots,
  });
  const hooks = hookStages(options.hooks, { observe: operations.observeHook, multipart: options.multipart });
  const closeAll = async (): Promise<void> => {
    await proxy?.close();
    await withinMs(hooks.close(), options.timeouts?.shutdownMs ?? DEFAULT_TIMEOUTS.shutdownMs);
    await accessLog?.close();
  };
  try {
    proxy = await startProxy({
      ...options,
      stages: async () => hooks.read(),
      innerStages: async (store) => encryptionStages(options, store),
      observers: () => ({ ...operations.server, ownApis: operations.ownApis }),
      ...(tlsFiles === undefined ? {} : { tls: async () => readTls(tlsFiles) }),
    });
    return {
      ...proxy,
      snapshot: operations.snapshot,
      reload: async () => {
        accessLog?.reopen();
        await proxy?.reload();
      },
      close: async () => {
        operations.beginDraining();
        await delay(drainDelayMs);
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}

async function encryptionStages(
  { encryption, onNote = () => undefined }: ServeProxyOptions,
  store: StoreBehind,
): Promise<readonly Stage[]> {
  const setup = await encryption?.();
  if (setup === undefined) return [];
  // Cryptography costs memory that proxies without it need not have.
  const { openEncryption } = await import("./encryption/open-encryption.js");
  return openEncryption(setup, store, onNote);
}

/** Hooks that run behind answers, such as a webhook that waits before it tries again, may take no longer than requests. */
async function withinMs(work: Promise<void>, ms: number): Promise<void> {
  const enough = new AbortController();
  const timeout = delay(ms, undefined, { signal: enough.signal }).catch(() => undefined);
  await Promise.race([work, timeout]);
  enough.abort();
}

async function readTls(files: { readonly cert: string; readonly key: string }) {
  const [cert, key] = await Promise.all([readPem(files.cert), readPem(files.key)]);
  try {
    createSecureContext({ cert, key });
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigurationError(`${files.cert} and ${files.key} are no certificate and its key: ${reason}`, {
      code: "TlsFileInvalid",
      hints: ["Name a certificate chain and its key, without a password, both in PEM"],
      cause,
    });
  }
  return { cert, key };
}

async function readPem(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    throw new ConfigurationError(`${file} cannot be read (${(cause as NodeJS.ErrnoException).code ?? ""})`, {
      code: "TlsFileUnreadable",
      hints: ["Name readable files in PEM with --tls-cert and --tls-key"],
      cause,
    });
  }
}
