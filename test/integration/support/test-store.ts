import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { PROGRAM } from "./program.js";

export type StoreName = "embedded" | "ceph";

/** The store that this run is about; `S3KIT_TEST_STORE` chooses it. */
export const STORE = chooseStore(process.env["S3KIT_TEST_STORE"]);

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
 * shared with others.
 */
export async function openTestStore(): Promise<TestStore> {
  return STORE === "ceph" ? connectToCeph() : startEmbedded();
}

function chooseStore(name = "embedded"): StoreName {
  if (name === "embedded" || name === "ceph") return name;
  throw new Error(`S3KIT_TEST_STORE must be embedded or ceph, not ${name}`);
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
      server.kill("SIGTERM");
      if (server.exitCode === null) await once(server, "exit");
      await rm(folder, { recursive: true });
    },
  };
}

async function readEndpoint(server: ChildProcess): Promise<string> {
  if (server.stdout === null) throw new Error("The store has no standard output");
  for await (const line of createInterface({ input: server.stdout })) {
    const message = JSON.parse(line) as { readonly type: string; readonly endpoint: string };
    if (message.type === "listening") return message.endpoint;
  }
  throw new Error("The store ended before it was listening");
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
