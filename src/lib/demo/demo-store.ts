import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createClient } from "../s3/create-client.js";
import { startStore } from "../store/start-store.js";
import { fillSampleStore } from "./fill-sample-store.js";

/** A store that lives as long as the demonstration. */
export interface DemoStore {
  readonly endpoint: string;
  /** How a program of this machine is told of it: `AWS_*`. */
  readonly environment: Readonly<Record<string, string>>;
  /** An empty folder for files of the demonstration; gone with the store. */
  readonly folder: string;
  /** End the store and remove its data. */
  close(): Promise<void>;
}

const KEY = { accessKeyId: "S3KITDEMOS3KITDEMO00", secretAccessKey: "demonstration-only-not-a-secret" };

/** Start an embedded store with the sample objects on a free loopback port, its data in a temporary folder. */
export async function startDemoStore(): Promise<DemoStore> {
  const cleanUp = new AsyncDisposableStack();
  try {
    const folder = await mkdtemp(path.join(tmpdir(), "s3kit-demo-"));
    cleanUp.defer(() => rm(folder, { recursive: true, force: true }));
    const store = await startStore({
      dir: path.join(folder, "store"),
      host: "127.0.0.1",
      port: 0,
      keys: [KEY],
    });
    cleanUp.defer(() => store.close());
    await fill(store.endpoint);
    const { endpoint } = store;
    return { endpoint, environment: environmentOf(endpoint), folder, close: () => cleanUp.disposeAsync() };
  } catch (error) {
    await cleanUp.disposeAsync();
    throw error;
  }
}

async function fill(endpoint: string): Promise<void> {
  const client = await createClient({
    profile: undefined,
    endpoint,
    region: "us-east-1",
    pathStyle: true,
    credentials: KEY,
    checksums: "when_supported",
  });
  await fillSampleStore(client);
  client.destroy();
}

function environmentOf(endpoint: string): Record<string, string> {
  return {
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: "us-east-1",
    AWS_ACCESS_KEY_ID: KEY.accessKeyId,
    AWS_SECRET_ACCESS_KEY: KEY.secretAccessKey,
  };
}
