import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type {
  Hook,
  HookEventName,
  HookOptions,
  RegisteredHook,
} from "../../../../src/lib/proxy/hooks/hook-api.js";
import type { HookOutcome } from "../../../../src/lib/proxy/hooks/hook-outcome.js";
import { registerHook } from "../../../../src/lib/proxy/hooks/hook-registry.js";
import { createHookSet, type HookSet } from "../../../../src/lib/proxy/hooks/hook-set.js";
import { runHooksStage, type RunHooksOptions } from "../../../../src/lib/proxy/stages/run-hooks.js";
import { openStoreEngine } from "../../../../src/lib/store/open-store-engine.js";
import { createStoreHandler } from "../../../../src/lib/store/store-handler.js";
import { createS3Server } from "../../../../src/lib/wire/http/create-s3-server.js";
import type { Stage } from "../../../../src/lib/wire/exchange.js";
import { clientFor, KEY, sendRaw, type RawRequest } from "../../store/running-store.js";

/** A hook as a file would register it. */
export function hookOn(event: HookEventName, options: HookOptions, hook: Hook): RegisteredHook {
  return registerHook(event, options, hook, "test");
}

export interface HookedStoreOptions extends RunHooksOptions {
  /** Stands between the hooks and the store. */
  readonly stage?: Stage;
}

/** The embedded store behind hooks, over HTTP, with one bucket named `bucket`. */
export async function hookedStore(
  hooks: readonly RegisteredHook[] | HookSet,
  { stage = (next) => next, ...options }: HookedStoreOptions = {},
) {
  const dir = await mkdtemp(join(tmpdir(), "s3kit-hooked-"));
  const engine = await openStoreEngine({ dir });
  const store = createStoreHandler({ engine, region: "us-east-1", clock: () => new Date() });
  const set = "byEvent" in hooks ? hooks : createHookSet(hooks);
  const outcomes: HookOutcome[] = [];
  const errors: unknown[] = [];
  const hooked = runHooksStage(set, {
    observe: (outcome) => outcomes.push(outcome),
    onError: (error) => errors.push(error),
    ...options,
  });
  const server = createS3Server({
    handler: hooked(stage(store)),
    secrets: async () => Promise.resolve({ secretAccessKey: KEY.secretAccessKey }),
    onError: (error) => errors.push(error),
  });
  const { port } = await server.listen("127.0.0.1", 0);
  const endpoint = `http://127.0.0.1:${port.toString()}`;
  const client = clientFor(endpoint);
  const send = async (request: RawRequest) => sendRaw(endpoint, request);
  await send({ method: "PUT", target: "/bucket" });
  outcomes.length = 0;
  return {
    endpoint,
    client,
    send,
    /** Of every hook call, in the order in which they ended. */
    outcomes,
    /** What hooks threw, and what became an InternalError. */
    errors,
    put: async (key: string, body: Buffer | string, headers: Readonly<Record<string, string>> = {}) =>
      send({ method: "PUT", target: `/bucket/${key}`, body, headers }),
    get: async (key: string, headers: Readonly<Record<string, string>> = {}) =>
      send({ method: "GET", target: `/bucket/${key}`, headers }),
    /** What the store has under a key, asked behind the hooks' back; undefined: nothing. */
    stored: (key: string) => engine.find("bucket", key),
    async [Symbol.asyncDispose](): Promise<void> {
      client.destroy();
      await server.close();
      await set.close();
      await engine.close();
      await rm(dir, { recursive: true, force: true });
    },
  };
}
