import type { MessagePort } from "node:worker_threads";
import type { HookContext, HookEvent } from "./hook-api.js";

/** What a thread is started with: which hook of which file it runs. */
export interface ThreadTask {
  readonly file: string;
  readonly event: HookEvent;
  readonly name: string;
}

/** Begins a call; what follows goes over its own port. */
export interface ThreadCall {
  readonly context: Omit<HookContext, "signal">;
  readonly port: MessagePort;
}

/** To the thread. */
export type ToThread =
  /** Answers a `pull`: the next chunk of content, its end, or why there is no more. */
  | { readonly kind: "chunk"; readonly chunk: Uint8Array }
  | { readonly kind: "end" }
  | { readonly kind: "broken"; readonly message: string }
  /** The verdict is not needed any more. */
  | { readonly kind: "abort" }
  /** The next chunk of what the hook made of the content, please. */
  | { readonly kind: "pull" };

/** From the thread. */
export type FromThread =
  | { readonly kind: "pull" }
  /** The hook reads no further. */
  | { readonly kind: "leave" }
  | { readonly kind: "verdict"; readonly verdict: unknown; readonly hasContent: boolean }
  | { readonly kind: "error"; readonly message: string; readonly stack: string }
  /** Answers a `pull`. */
  | { readonly kind: "chunk"; readonly chunk: Uint8Array }
  | { readonly kind: "end" };
