import { finished } from "node:stream/promises";
import { callHook } from "./call-hook.js";
import { CheckedContent } from "./checked-content.js";
import { ContentCheck, type HookSurroundings } from "./content-check.js";
import { spoolContent, type ContentSpool } from "./content-spool.js";
import type { RegisteredHook } from "./hook-api.js";
import { UNDECLARED_CONTENT, wantsContent } from "./hook-content.js";

/** An upload that was put aside, and that hooks may change one after the other. */
export class SpooledUpload {
  #spool: ContentSpool;
  #isChanged = false;

  constructor(spool: ContentSpool) {
    this.#spool = spool;
  }

  get spool(): ContentSpool {
    return this.#spool;
  }

  /** True when it is not what the client sent any more. */
  get isChanged(): boolean {
    return this.#isChanged;
  }

  /** Each hook gets what the one before it left. @throws S3Error of the first that does not pass. */
  async runInOrder(hooks: readonly RegisteredHook[], surroundings: HookSurroundings): Promise<void> {
    for (const hook of hooks) {
      const changed = await this.#run(hook, surroundings);
      if (changed === undefined) continue;
      const former = this.#spool;
      this.#spool = changed;
      this.#isChanged = true;
      await former.close();
    }
  }

  async close(): Promise<void> {
    await this.#spool.close();
  }

  async #run(hook: RegisteredHook, surroundings: HookSurroundings): Promise<ContentSpool | undefined> {
    const facts = { ...surroundings.facts, sizeBytes: this.#spool.sizeBytes };
    const content = wantsContent(hook) ? this.#spool.read() : undefined;
    try {
      return await callHook({
        ...surroundings,
        facts,
        hook,
        openContent: () => content ?? UNDECLARED_CONTENT,
        complete: async (verdict, signal) =>
          verdict.content === undefined ? undefined : spoolContent(verdict.content, signal),
      });
    } finally {
      content?.destroy();
    }
  }
}

/** Let hooks look at content that was put aside, all at once. @throws S3Error of the first that does not pass. */
export async function checkSpool(
  spool: ContentSpool,
  hooks: readonly RegisteredHook[],
  surroundings: HookSurroundings,
): Promise<void> {
  if (hooks.length === 0) return;
  const facts = { ...surroundings.facts, sizeBytes: spool.sizeBytes };
  const check = new ContentCheck(hooks, { ...surroundings, facts });
  await finished(new CheckedContent(spool.read(), check).resume());
}
