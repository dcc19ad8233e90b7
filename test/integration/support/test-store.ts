import { spawn, type ChildProcess, type StdioOptions } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { PROGRAM } from "./program.js";

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

/** Clients know a key of the proxy's, and nothing of the store behind. */
async function startProxyBefore(behind: TestStore): Promise<TestStore> {
  const home = await mkdtemp(path.join(tmpdir(), "s3kit-proxy-"));
  const keys = { accessKeyId: "PROXYKEY", secretAccessKey: "proxy/secret+with=signs" };
  const pair = `${keys.accessKeyId}:${keys.secretAccessKey}`;
  const words = ["proxy", "serve", "--port", "0", "--upstream", behind.endpoint, "--key", pair, "--public"];
  const env = {
    PATH: process.env["PATH"] ?? "",
    HOME: home,
    AWS_ACCESS_KEY_ID: behind.accessKeyId,
    AWS_SECRET_ACCESS_KEY: behind.secretAccessKey,
    AWS_REGION: behind.region,
  };
  const stdio: StdioOptions = ["ignore", "pipe", "ignore"];
  const proxy = spawn(process.execPath, [PROGRAM, ...words, "--json"], { env, stdio });
  const endpoint = await readEndpoint(proxy);
  return {
    endpoint,
    region: behind.region,
    ...keys,
    async close() {
      await end(proxy);
      await behind.close();
      await rm(home, { recursive: true });
    },
  };
}

async function startEmbedded(): Promise<TestStore> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-store-"));
  const keys = { accessKeyId: "TESTKEY", secretAccessKey: "test/secret+with=signs" };
  const pair = `${keys.accessKeyId}:${keys.secretAccessKey}`;
  const words = ["store", "serve", "--data", folder, "--port", "0", "--key", pair, "--json"];
  const server = spawn(process.execPath, [PROGRAM, ...words], { stdio: ["ignore", "pipe", "inherit"] });
  const endpoint = await readEndpoint(server);
  return {
    endpoint,
    region: "us-east-1",
    ...keys,
    async close() {
      await end(server);
      await rm(folder, { recursive: true });
    },
  };
}

async function end(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null) return;
  server.kill("SIGTERM");
  await once(server, "exit");
}

async function readEndpoint(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("The server has no standard output");
  for await (const line of createInterface({ input: server.stdout })) {
    const message = JSON.parse(line) as { readonly type: string; readonly endpoint: string };
    if (message.type === "listening") return message.endpoint;
  }
  throw new Error("The server ended before it was listening");
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
