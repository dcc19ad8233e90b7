import { createLocalKey } from "../../../../src/lib/key-ring/local-key.js";
import { createKeyRing, type KeyRing } from "../../../../src/lib/key-ring/key-ring.js";
import type { CopyLimits } from "../../../../src/lib/proxy/encryption/encryption-context.js";
import { encryptionStage } from "../../../../src/lib/proxy/encryption/encryption-stage.js";
import type { EncryptionSettings } from "../../../../src/lib/proxy/encryption/encryption-settings.js";
import type { StartProxyOptions, StoreBehind } from "../../../../src/lib/proxy/start-proxy.js";
import type { UpstreamFailure } from "../../../../src/lib/proxy/upstream/upstream-failure.js";
import type { Handler, S3Request, Stage } from "../../../../src/lib/wire/exchange.js";
import { proxyBefore } from "../running-proxy.js";
import { runningStore } from "../../store/running-store.js";

/** A ring of one key of 32 equal bytes. */
export function ringOf(id = "k1", byte = 7): KeyRing {
  return createKeyRing([createLocalKey(id, Buffer.alloc(32, byte))], id);
}

export interface EncryptingOptions {
  readonly ring?: KeyRing;
  readonly settings?: Partial<EncryptionSettings>;
  readonly copyLimits?: CopyLimits;
  /** Stages between clients and encryption, such as hooks. */
  readonly stages?: StartProxyOptions["stages"];
  /** Between encryption and the store: one that lies, for example. */
  readonly between?: Stage;
  /** The store in the proxy's own process, instead of one over HTTP. */
  readonly embeddedDir?: string;
}

/** An encrypting proxy before whatever answers at a URL: with what it asked the store, and what it reported. */
export async function encryptingProxy(endpoint: string, options: EncryptingOptions = {}) {
  const asked: Pick<S3Request, "operation" | "bucket" | "key" | "headers">[] = [];
  const reports: UpstreamFailure[] = [];
  const recording: Stage = (next: Handler) => async (request) => {
    asked.push(request);
    return next(request);
  };
  const { ring = ringOf(), settings, copyLimits, stages, between, embeddedDir } = options;
  const innerStages = async ({ report }: StoreBehind): Promise<readonly Stage[]> => {
    const limits = copyLimits === undefined ? {} : { copyLimits };
    const stage = encryptionStage({ ring, settings: { mode: "required", ...settings }, report, ...limits });
    return Promise.resolve([stage, recording, ...(between === undefined ? [] : [between])]);
  };
  const record = (failure: UpstreamFailure): void => {
    reports.push(failure);
  };
  const proxy = await proxyBefore(endpoint, {
    innerStages,
    observers: () => ({ onUpstreamFailure: record, onUnreadableObject: record }),
    ...(stages === undefined ? {} : { stages }),
    ...(embeddedDir === undefined ? {} : { upstream: { embeddedDir } }),
  });
  return { ...proxy, asked, reports };
}

/** An encrypting proxy with a store of its own behind it, and a bucket in it. */
export async function encryptedStore(options: EncryptingOptions = {}) {
  const store = await runningStore();
  await store.createBucket("bucket");
  const proxy = await encryptingProxy(store.endpoint, options);
  return {
    ...proxy,
    store,
    /** Another proxy before the same store. */
    another: async (more: EncryptingOptions = {}) => encryptingProxy(store.endpoint, { ...options, ...more }),
    async [Symbol.asyncDispose](): Promise<void> {
      await proxy[Symbol.asyncDispose]();
      await store[Symbol.asyncDispose]();
    },
  };
}
