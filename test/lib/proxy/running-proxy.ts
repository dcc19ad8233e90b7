import type { ConnectionSettings } from "../../../src/lib/config/connection-settings.js";
import { startProxy, type StartProxyOptions } from "../../../src/lib/proxy/start-proxy.js";
import type { UpstreamFailure } from "../../../src/lib/proxy/upstream/upstream-failure.js";
import { clientFor, KEY, runningStore, sendRaw, type RawRequest } from "../store/running-store.js";

/** What clients of the proxies in tests sign with; the stores behind know another key. */
export const CLIENT_KEY = { accessKeyId: "CLIENTKEY", secretAccessKey: "client/secret" };

/** A proxy in front of a store of its own, over HTTP; `using` stops both. */
export async function runningProxy(
  options: Partial<StartProxyOptions> = {},
  settings: Partial<ConnectionSettings> = {},
) {
  const store = await runningStore();
  const upstream = { ...settingsFor(store.endpoint), ...settings };
  const proxy = await proxyBefore(store.endpoint, { upstream, ...options });
  return {
    ...proxy,
    store,
    async [Symbol.asyncDispose](): Promise<void> {
      await proxy[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}

/** A proxy in front of whatever answers at a URL. */
export async function proxyBefore(endpoint: string, options: Partial<StartProxyOptions> = {}) {
  const failures: UpstreamFailure[] = [];
  const running = await startProxy({
    host: "127.0.0.1",
    port: 0,
    upstream: settingsFor(endpoint),
    keys: [CLIENT_KEY],
    observers: () => ({
      onUpstreamFailure: (failure) => {
        failures.push(failure);
      },
    }),
    ...options,
  });
  const client = clientFor(running.endpoint, { credentials: CLIENT_KEY });
  return {
    ...running,
    client,
    failures,
    send: (request: RawRequest) => sendRaw(running.endpoint, { key: CLIENT_KEY, ...request }),
    async [Symbol.asyncDispose](): Promise<void> {
      client.destroy();
      await running.close();
    },
  };
}

function settingsFor(endpoint: string): ConnectionSettings {
  return {
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_required",
  };
}
