import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { execa } from "execa";
import { startListening } from "./listening-program.js";
import { PROGRAM } from "./program.js";
import { startTestProxy } from "./test-proxy.js";

export type StoreName = "embedded" | "ceph";

const { store, throughProxy, encrypted } = chooseStore(process.env["S3KIT_TEST_STORE"]);

/** The store that this run is about; `S3KIT_TEST_STORE` chooses it. */
export const STORE: StoreName = store;

/** Whether the store is reached through `s3kit proxy serve` rather than directly. */
export const THROUGH_PROXY: boolean = throughProxy;

/** Whether that proxy encrypts what is stored. */
export const ENCRYPTED: boolean = encrypted;

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
 * shared with others. With `proxy-` in front of the store's name, through a proxy of its own; with `proxy-encrypted-`, through
 * one that encrypts.
 */
export async function openTestStore(): Promise<TestStore> {
  const behind = await openStoreBehind();
  return THROUGH_PROXY ? startProxyBefore(behind) : behind;
}

/** Have the store itself, for a test that puts a proxy of its own in front of it. */
export async function openStoreBehind(): Promise<TestStore> {
  return STORE === "ceph" ? connectToCeph() : startEmbedded();
}

interface ChosenStore {
  readonly store: StoreName;
  readonly throughProxy: boolean;
  readonly encrypted: boolean;
}

function chooseStore(name = "embedded"): ChosenStore {
  const [, way, behind] = /^(proxy-|proxy-encrypted-)?(embedded|ceph)$/.exec(name) ?? [];
  if (behind === "embedded" || behind === "ceph")
    return { store: behind, throughProxy: way !== undefined, encrypted: way === "proxy-encrypted-" };
  throw new Error(
    `S3KIT_TEST_STORE must be embedded or ceph, with or without proxy- or proxy-encrypted- in front, not ${name}`,
  );
}

async function startProxyBefore(behind: TestStore): Promise<TestStore> {
  // Callers without a key are the store's to judge, as they are without the proxy.
  const words = ENCRYPTED ? await encryptingWords() : [];
  const proxy = await startTestProxy(behind, { words: ["--public", ...words] });
  return {
    ...proxy,
    async close() {
      await proxy.close();
      await behind.close();
    },
  };
}

/**
 * Words of a command line that has a proxy encrypt, with a ring that is made for it, the last word. Of a shared store, it is only
 * to encrypt the test's own buckets: others have rings of their own.
 */
export async function encryptingWords(buckets = "it-*"): Promise<readonly string[]> {
  const folder = await mkdtemp(path.join(tmpdir(), "s3kit-ring-"));
  const [ring, config] = [path.join(folder, "ring.json"), path.join(folder, "proxy.json")];
  await execa(process.execPath, [PROGRAM, "key", "generate", "--ring", ring], { env: { HOME: folder } });
  if (STORE !== "ceph") return ["--encrypt", "required", "--ring", ring];
  const encryption = { mode: "off", rules: [{ bucket: buckets, mode: "required" }] };
  await writeFile(config, JSON.stringify({ encryption }));
  return ["--config", config, "--ring", ring];
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
