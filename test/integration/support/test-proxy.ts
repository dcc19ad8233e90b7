import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { startListening, type ListeningProgram } from "./listening-program.js";
import type { TestStore } from "./test-store.js";

/** `s3kit proxy serve` as users start it, in front of a store. */
export interface TestProxy extends TestStore, ListeningProgram {}

export interface TestProxyOptions {
  /** More words of the command line. */
  readonly words?: readonly string[];
  /** More of the environment. */
  readonly env?: Readonly<Record<string, string>>;
  /** Where the store is to be reached instead: a relay in front of it. */
  readonly upstream?: string;
}

/** Clients know a key of the proxy's, and nothing of the store behind. `close()` leaves the store running. */
export async function startTestProxy(
  behind: Omit<TestStore, "close">,
  { words = [], env = {}, upstream = behind.endpoint }: TestProxyOptions = {},
): Promise<TestProxy> {
  const home = await mkdtemp(path.join(tmpdir(), "s3kit-proxy-"));
  const keys = { accessKeyId: "PROXYKEY", secretAccessKey: "proxy/secret+with=signs" };
  const pair = `${keys.accessKeyId}:${keys.secretAccessKey}`;
  const line = ["proxy", "serve", "--port", "0", "--upstream", upstream, "--key", pair, ...words];
  const proxy = await startListening(line, {
    HOME: home,
    AWS_ACCESS_KEY_ID: behind.accessKeyId,
    AWS_SECRET_ACCESS_KEY: behind.secretAccessKey,
    AWS_REGION: behind.region,
    ...env,
  });
  return {
    ...proxy,
    region: behind.region,
    ...keys,
    async close() {
      proxy.kill("SIGTERM");
      await proxy.ended();
      await rm(home, { recursive: true });
    },
  };
}
