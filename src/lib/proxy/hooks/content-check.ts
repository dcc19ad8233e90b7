import { callHook, type HookErrorListener, type HookFacts } from "./call-hook.js";
import { ContentBranch } from "./content-branch.js";
import type { RegisteredHook } from "./hook-api.js";
import { tooLarge, UNDECLARED_CONTENT, wantsContent } from "./hook-content.js";
import { HookCancelled, type HookFailure } from "./hook-failure.js";
import type { HookObserver } from "./hook-outcome.js";

/** Whom to tell, and of what, while hooks run. */
export interface HookSurroundings {
  readonly facts: HookFacts;
  /** Aborted when the client goes away. */
  readonly signal: AbortSignal;
  readonly observe: HookObserver;
  readonly onError: HookErrorListener;
}

interface Reading {
  readonly hook: RegisteredHook;
  readonly fail: (failure: HookFailure) => boolean;
}

/**
 * Hooks that look at the same content at the same time, while it streams by. The slowest sets the pace; one that has its
 * verdict, or has stopped reading, is not waited for. The first refusal ends all of them.
 */
export class ContentCheck {
  readonly #branches = new Map<ContentBranch, Reading>();
  readonly #abort = new AbortController();
  readonly #passed: Promise<void>;
  #isPassed = false;
  #offeredBytes = 0;
  #refusal: unknown;

  /** Starts the hooks; they wait for content. */
  constructor(hooks: readonly RegisteredHook[], surroundings: HookSurroundings) {
    const signal = AbortSignal.any([surroundings.signal, this.#abort.signal]);
    const calls = hooks.map(async (hook) => this.#call(hook, { ...surroundings, signal }));
    this.#passed = this.#settle(calls);
    // Looked at again where the content ends; until then nobody listens.
    this.#passed.catch(() => undefined);
  }

  /** True once every hook has passed. */
  get isPassed(): boolean {
    return this.#isPassed;
  }

  /** What the first hook that did not pass has to say to the client. */
  get refusal(): unknown {
    return this.#refusal;
  }

  /** Settles when all have passed; rejects with an S3Error as soon as one has not. */
  get passed(): Promise<void> {
    return this.#passed;
  }

  /**
   * Give hooks that decide without content the time to do so, before the client is asked to send any.
   *
   * @throws as {@link passed} rejects.
   */
  async decideEarly(): Promise<void> {
    await Promise.race([this.#passed, new Promise((resolve) => setImmediate(resolve))]);
  }

  /** Give the next chunk to all. @returns undefined, or what to wait for before the next. */
  offer(chunk: Buffer): Promise<unknown> | undefined {
    this.#offeredBytes += chunk.length;
    let waits: Promise<void>[] | undefined;
    for (const [branch, { hook, fail }] of this.#branches) {
      if (this.#offeredBytes > (hook.maxBytes ?? Number.POSITIVE_INFINITY)) fail(tooLarge(hook));
      const room = branch.offer(chunk);
      if (room !== undefined) (waits ??= []).push(room);
    }
    return waits === undefined ? undefined : Promise.all(waits);
  }

  /** There is no more content. */
  end(): void {
    for (const branch of this.#branches.keys()) branch.end();
  }

  /** The content broke off, or nobody needs the verdicts any more. */
  cancel(error: unknown = new HookCancelled("The content broke off")): void {
    this.#abort.abort(error);
    for (const branch of this.#branches.keys()) branch.fail(error);
  }

  async #settle(calls: readonly Promise<void>[]): Promise<void> {
    try {
      await Promise.all(calls);
      this.#isPassed = true;
    } catch (error) {
      if (!(error instanceof HookCancelled)) this.#refusal = error;
      this.cancel(error);
      throw error;
    }
  }

  async #call(hook: RegisteredHook, surroundings: HookSurroundings): Promise<void> {
    let branch: ContentBranch | undefined;
    try {
      await callHook({
        ...surroundings,
        hook,
        openContent: (clock, fail) => {
          if (!wantsContent(hook)) return UNDECLARED_CONTENT;
          branch = new ContentBranch(clock);
          this.#branches.set(branch, { hook, fail });
          return branch;
        },
        complete: () => undefined,
      });
    } finally {
      if (branch !== undefined) this.#leave(branch);
    }
  }

  #leave(branch: ContentBranch): void {
    this.#branches.delete(branch);
    branch.close();
  }
}
