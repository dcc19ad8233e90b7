import { MessageChannel, type MessagePort, type Worker } from "node:worker_threads";
import type { HookContent, HookContext, HookVerdict } from "./hook-api.js";
import type { FromThread, ThreadCall, ToThread } from "./thread-protocol.js";

/** How long a thread may take to notice that its verdict is not needed any more. */
const GRACE_MS = 1000;

/** What becomes of the thread after a call. */
interface AfterCall {
  /** It can be used again. */
  readonly free: () => void;
  /** It is stuck. */
  readonly drop: () => void;
}

/**
 * Call a hook in another thread. The content goes over chunk by chunk, each when the hook asks for it.
 *
 * @throws what the hook throws; Error when the thread ends.
 */
export async function callThread(
  worker: Worker,
  context: HookContext,
  content: HookContent,
  after: AfterCall,
): Promise<HookVerdict> {
  const call = new ThreadedCall(worker, content, context.signal, after);
  const { signal: _signal, ...told } = context;
  return call.start(told);
}

class ThreadedCall {
  readonly #worker: Worker;
  readonly #signal: AbortSignal;
  readonly #after: AfterCall;
  readonly #chunks: AsyncIterator<Buffer>;
  readonly #port: MessagePort;
  readonly #threadPort: MessagePort;
  readonly #verdict = Promise.withResolvers<HookVerdict>();
  #made: PromiseWithResolvers<IteratorResult<Uint8Array>> | undefined;
  #failure: Error | undefined;
  #grace: NodeJS.Timeout | undefined;
  #isOver = false;

  constructor(worker: Worker, content: HookContent, signal: AbortSignal, after: AfterCall) {
    this.#worker = worker;
    this.#signal = signal;
    this.#after = after;
    this.#chunks = content[Symbol.asyncIterator]();
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    this.#threadPort = port2;
  }

  async start(context: ThreadCall["context"]): Promise<HookVerdict> {
    this.#worker.on("error", this.#onWorkerError).on("exit", this.#onWorkerExit);
    this.#signal.addEventListener("abort", this.#onAbort);
    this.#port.on("message", this.#onMessage);
    const call: ThreadCall = { context, port: this.#threadPort };
    this.#worker.postMessage(call, [this.#threadPort]);
    if (this.#signal.aborted) this.#onAbort();
    return this.#verdict.promise;
  }

  readonly #onMessage = (message: FromThread): void => {
    if (message.kind === "pull") void this.#giveNext();
    else if (message.kind === "leave") void this.#chunks.return?.();
    else if (message.kind === "verdict") this.#onVerdict(message.verdict, message.hasContent);
    else if (message.kind === "error")
      this.#end(Object.assign(new Error(message.message), { stack: message.stack }));
    else this.#onMade(message);
  };

  async #giveNext(): Promise<void> {
    try {
      const step = await this.#chunks.next();
      if (step.done === true) this.#send({ kind: "end" });
      else this.#sendChunk(new Uint8Array(step.value));
    } catch (error) {
      this.#send({ kind: "broken", message: error instanceof Error ? error.message : String(error) });
    }
  }

  #onVerdict(verdict: unknown, hasContent: boolean): void {
    if (!hasContent) {
      this.#verdict.resolve(verdict as HookVerdict);
      this.#end();
      return;
    }
    const content: AsyncIterable<Uint8Array> = {
      [Symbol.asyncIterator]: () => ({
        next: async () => this.#nextMade(),
        return: async () => this.#leaveMade(),
      }),
    };
    this.#verdict.resolve({ ...(verdict as object), pass: true, content });
  }

  async #nextMade(): Promise<IteratorResult<Uint8Array>> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#isOver) return { done: true, value: undefined };
    this.#made = Promise.withResolvers<IteratorResult<Uint8Array>>();
    this.#send({ kind: "pull" });
    return this.#made.promise;
  }

  /** The thread may be in the midst of it: it cannot be used again. */
  async #leaveMade(): Promise<IteratorResult<Uint8Array>> {
    if (!this.#isOver) this.#drop();
    return Promise.resolve({ done: true, value: undefined });
  }

  #onMade(message: Extract<FromThread, { readonly kind: "chunk" | "end" }>): void {
    if (message.kind === "chunk") {
      this.#made?.resolve({ done: false, value: message.chunk });
      return;
    }
    this.#made?.resolve({ done: true, value: undefined });
    this.#end();
  }

  #sendChunk(chunk: Uint8Array<ArrayBuffer>): void {
    this.#send({ kind: "chunk", chunk }, [chunk.buffer]);
  }

  #send(message: ToThread, transferred: readonly ArrayBuffer[] = []): void {
    if (!this.#isOver) this.#port.postMessage(message, [...transferred]);
  }

  readonly #onAbort = (): void => {
    this.#send({ kind: "abort" });
    this.#grace = setTimeout(() => this.#drop(), GRACE_MS);
  };

  readonly #onWorkerError = (error: Error): void => {
    this.#finish(error);
  };

  readonly #onWorkerExit = (): void => {
    this.#finish(new Error("The thread ended without a verdict"));
  };

  #drop(): void {
    this.#finish(new Error("The thread was given up"));
    this.#after.drop();
  }

  /** The thread has done its part. */
  #end(failure?: Error): void {
    if (this.#isOver) return;
    this.#finish(failure);
    this.#after.free();
  }

  #finish(failure?: Error): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#grace);
    this.#failure = failure;
    if (failure !== undefined) {
      this.#verdict.reject(failure);
      this.#made?.reject(failure);
    }
    this.#signal.removeEventListener("abort", this.#onAbort);
    this.#worker.off("error", this.#onWorkerError).off("exit", this.#onWorkerExit);
    this.#port.close();
  }
}
