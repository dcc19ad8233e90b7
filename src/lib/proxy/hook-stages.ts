import { Readable, finished } from "node:stream";
import { reservedPrefixStage } from "../gateway/authorization/reserved-prefix.js";
import type { Handler, S3Response, Stage } from "../wire/exchange.js";
import type { HookSet } from "./hooks/hook-set.js";
import { containHookCrashes } from "./hooks/hook-scope.js";
import { loadHooks, type LoadHooksOptions } from "./hooks/load-hooks.js";
import { reportHookError } from "./hooks/report-hook-error.js";
import { runHooksStage, type RunHooksOptions } from "./stages/run-hooks.js";

/** The hooks of a running proxy, as a stage that can be read anew. */
export interface HookStages {
  /** Load the hooks; requests under way finish with those they began with. @throws as `loadHooks` does; the old ones stay. */
  read(): Promise<readonly Stage[]>;
  /** Wait for what hooks still do, and free what they hold. */
  close(): Promise<void>;
}

/** What to load, or how to find out anew at each reload. */
export type LoadHooks = LoadHooksOptions | (() => Promise<LoadHooksOptions>);

/**
 * Hooks from files, put in front of a store; without any hook there is no stage to pay for. Until it is closed, a hook that
 * throws where nobody can catch it does not end the process.
 */
export function hookStages(load: LoadHooks, run: RunHooksOptions = {}): HookStages {
  let current: HookGeneration | undefined;
  const retired = new Set<Promise<void>>();
  const { onError = reportHookError } = run;
  const stopContaining = containHookCrashes((error, hook) => onError(error, hook, "that is over"));
  const retire = (generation: HookGeneration): void => {
    const gone: Promise<void> = generation.retire().then(() => {
      retired.delete(gone);
    });
    retired.add(gone);
  };
  return {
    read: async () => {
      const options = typeof load === "function" ? await load() : load;
      const next = new HookGeneration(await loadHooks(options), run);
      if (current !== undefined) retire(current);
      current = next;
      if (next.isEmpty) return [];
      // What lies in quarantine is nobody's.
      return run.multipart === "whole" ? [reservedPrefixStage(), next.stage] : [next.stage];
    },
    close: async () => {
      if (current !== undefined) retire(current);
      current = undefined;
      await Promise.all(retired);
      stopContaining();
    },
  };
}

/** The hooks of one loading, freed when the last request that uses them is over. */
class HookGeneration {
  readonly isEmpty: boolean;
  readonly #hooks: HookSet;
  readonly #run: Stage;
  readonly #idle = Promise.withResolvers<void>();
  #underWay = 0;
  #isRetired = false;

  constructor(hooks: HookSet, options: RunHooksOptions) {
    this.#hooks = hooks;
    this.#run = runHooksStage(hooks, options);
    this.isEmpty = Object.values(hooks.byEvent).every(
      ({ together, inOrder }) => together.length + inOrder.length === 0,
    );
  }

  readonly stage: Stage = (next: Handler) => {
    const handler = this.#run(next);
    return async (request) => {
      this.#underWay += 1;
      let response: S3Response | undefined;
      try {
        response = await handler(request);
        return response;
      } finally {
        if (response?.body instanceof Readable) finished(response.body, this.#leave);
        else this.#leave();
      }
    };
  };

  /** Resolves when everything is freed. No request may begin with these hooks any more. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    if (this.#underWay > 0) await this.#idle.promise;
    await this.#hooks.close();
  }

  readonly #leave = (): void => {
    this.#underWay -= 1;
    if (this.#isRetired && this.#underWay === 0) this.#idle.resolve();
  };
}
