import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startListening } from "./listening-program.js";
import { startTestProxy } from "./test-proxy.js";

export type StoreName = "embedded" | "ceph";

const { store, throughProxy } = chooseStore(process.env["S3KIT_TEST_STORE"]);

/** The store that this run is about; `S3KIT_TEST_STORE` chooses it. */
export const STORE: StoreName = store;

/** Whether the store is reached through `s3kit proxy serve` rather than directly. */
export const THROUGH_PROXY: boolean = throughProxy;

/** A store that answers, and how to talk to it. */
export interface TestStore {
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  close(): Promise<void>;
}

/**
 * Have a store: a fresh embedded one, started as users start it, or the Ceph gateway that `AWS_*` point to, which is
 * shared with others. With `proxy-` in front of the store's name, through a proxy of its own.
 */
export async function openTestStore(): Promise<TestStore> {
  const behind = STORE === "ceph" ? await connectToCeph() : await startEmbedded();
  return THROUGH_PROXY ? startProxyBefore(behind) : behind;
}

function chooseStore(name = "embedded"): { readonly store: StoreName; readonly throughProxy: boolean } {
  const throughProxy = name.startsWith("proxy-");
  const behind = throughProxy ? name.slice("proxy-".length) : name;
  if (behind === "embedded" || behind === "ceph") return { store: behind, throughProxy };
  throw new Error(`S3KIT_TEST_STORE must be embedded or ceph, with or without proxy- in front, not ${name}`);
}

async function startProxyBefore(behind: TestStore): Promise<TestStore> {
  // Callers without a key are the store's to judge, as they are without the proxy.
  const proxy = await startTestProxy(behind, { words: ["--public"] });
  return {
    ...proxy,
    async close() {
      await proxy.close();
      await behind.close();
    },
  };
}

async function startEmbedded(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-store-"));
  const keys = { accessKeyId: "TESTKEY", secretAccessKey: "test/secret+with=signs" };
  const pair = `${keys.accessKeyId}:${keys.secretAccessKey}`;
  const server = await startListening(["store", "serve", "--data", folder, "--port", "0", "--key", pair]);
  return {
    endpoint: server.endpoint,
    region: "us-east-1",
    ...keys,
    async close() {
      server.kill("SIGTERM");
      await server.ended();
      await rm(folder, { recursive: true });
    },
  };
}

async function connectToCeph(): Promise<TestStore> {
  return {
    endpoint: variable("AWS_ENDPOINT_URL"),
    region: process.env["AWS_REGION"] ?? "us-east-1",
    accessKeyId: variable("AWS_ACCESS_KEY_ID"),
    secretAccessKey: variable("AWS_SECRET_ACCESS_KEY"),
    close: async () => undefined,
  };
}

function variable(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set; see S3KIT_TEST_STORE=ceph`);
  return value;
}
