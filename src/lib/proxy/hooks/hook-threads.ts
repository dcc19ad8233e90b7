import { availableParallelism } from "node:os";
import { extname } from "node:path";
import { Worker } from "node:worker_threads";
import { callThread } from "./call-thread.js";
import type { Hook } from "./hook-api.js";
import type { ThreadTask } from "./thread-protocol.js";

/** Beyond it the thread ends, and with it the call; without a limit the process would. */
const THREAD_HEAP_MB = 512;

/**
 * Threads that run one hook: one call at a time each, as many as there are processors, started when they are needed. A call
 * that finds none free waits.
 */
export class HookThreads {
  readonly #task: ThreadTask;
  readonly #idle: Worker[] = [];
  readonly #waiting: ((worker: Worker) => void)[] = [];
  #count = 0;
  #isClosed = false;

  constructor(task: ThreadTask) {
    this.#task = task;
  }

  /** The hook, to be called as if it ran here. */
  get hook(): Hook {
    return async (context, content) => {
      const worker = await this.#take();
      return callThread(worker, context, content, {
        free: () => this.#giveBack(worker),
        drop: () => void worker.terminate(),
      });
    };
  }

  /** End threads: idle ones now, the others when their call is over. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#idle.splice(0).map(async (worker) => worker.terminate()));
  }

  async #take(): Promise<Worker> {
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    if (this.#count < availableParallelism()) return this.#start();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  #giveBack(worker: Worker): void {
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(worker);
    else if (this.#isClosed) void worker.terminate();
    else this.#idle.push(worker);
  }

  #start(): Worker {
    this.#count += 1;
    const entry = new URL(`./hook-thread${extname(import.meta.filename)}`, import.meta.url);
    const worker = new Worker(entry, {
      workerData: this.#task,
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: THREAD_HEAP_MB },
    });
    worker.unref();
    // A call under way hears of it by itself.
    worker.on("error", () => undefined);
    worker.once("exit", () => this.#ended(worker));
    return worker;
  }

  #ended(worker: Worker): void {
    this.#count -= 1;
    const at = this.#idle.indexOf(worker);
    if (at >= 0) this.#idle.splice(at, 1);
    const waiting = this.#waiting.shift();
    if (waiting !== undefined) waiting(this.#start());
  }
}
