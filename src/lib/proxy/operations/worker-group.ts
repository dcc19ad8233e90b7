import cluster, { type Worker } from "node:cluster";
import { setTimeout as delay } from "node:timers/promises";
import { ConfigurationError } from "../../errors/s3kit-error.js";
import type { ProcessSnapshot } from "./process-snapshot.js";
import { GATHER_TIMEOUT_MS, type FromWorker, type ToWorker } from "./worker-messages.js";

export interface WorkerGroupOptions {
  readonly count: number;
  /** How long workers may take to end once they were told to; they are killed then. */
  readonly endWithinMs: number;
  /** For people: a worker ended and is replaced. */
  readonly onNote: (text: string) => void;
}

/** Processes that serve one port together. */
export interface WorkerGroup {
  readonly endpoint: string;
  readonly upstream: string;
  /** Let all read keys and hooks anew. */
  readonly reload: () => void;
  /** Let requests under way finish, and all end. */
  close(): Promise<void>;
}

/** A worker that ends sooner would be replaced over and over. */
const MIN_LIFE_MS = 1000;

/**
 * Start processes that run the same command line as this one and share its port. The first must serve before the others
 * are started, so that what is wrong with the settings is said once. A worker that dies is replaced.
 *
 * @throws ConfigurationError when the first does not come to serve; it has said why on stderr.
 */
export async function startWorkerGroup(options: WorkerGroupOptions): Promise<WorkerGroup> {
  const group = new Group(options);
  const { endpoint, upstream } = await group.startFirst();
  await group.startOthers();
  return { endpoint, upstream, reload: group.reload, close: group.close };
}

type Listening = Extract<FromWorker, { readonly kind: "listening" }>;

class Group {
  readonly #options: WorkerGroupOptions;
  readonly #workers = new Set<Worker>();
  /** Those that have come to serve, and listen to what they are told. */
  readonly #serving = new Set<Worker>();
  readonly #gatherings = new Map<number, Gathering>();
  #gatheringCount = 0;
  #isClosing = false;

  constructor(options: WorkerGroupOptions) {
    this.#options = options;
  }

  async startFirst(): Promise<Listening> {
    return this.#start();
  }

  async startOthers(): Promise<void> {
    await Promise.all(Array.from({ length: this.#options.count - 1 }, async () => this.#start()));
  }

  readonly reload = (): void => {
    for (const worker of this.#serving) send(worker, { kind: "reload" });
  };

  readonly close = async (): Promise<void> => {
    this.#isClosing = true;
    const workers = [...this.#workers];
    const ended = workers.map(
      async (worker) => new Promise<void>((resolve) => worker.once("exit", () => resolve())),
    );
    for (const worker of workers) {
      if (this.#serving.has(worker)) send(worker, { kind: "shutdown" });
      else worker.process.kill("SIGKILL");
    }
    const cutOff = setTimeout(() => {
      for (const worker of workers) worker.process.kill("SIGKILL");
    }, this.#options.endWithinMs);
    await Promise.all(ended);
    clearTimeout(cutOff);
  };

  async #start(): Promise<Listening> {
    const startedMs = performance.now();
    const worker = cluster.fork();
    this.#workers.add(worker);
    const listening = Promise.withResolvers<Listening>();
    worker.on("message", (message: FromWorker) => {
      if (message.kind === "listening") listening.resolve(message);
      else this.#hear(worker, message);
    });
    worker.once("exit", (code, signal) => {
      this.#workers.delete(worker);
      this.#serving.delete(worker);
      listening.reject(didNotServe(code, signal));
    });
    const served = await listening.promise;
    this.#serving.add(worker);
    worker.once("exit", (code, signal) => {
      this.#replace(worker, signal ?? code.toString(), performance.now() - startedMs);
    });
    return served;
  }

  #replace(worker: Worker, how: string, livedMs: number): void {
    if (this.#isClosing) return;
    this.#options.onNote(`Worker ${worker.process.pid ?? ""} ended (${how}); another takes its place`);
    const again = async (): Promise<void> => {
      await delay(Math.max(0, MIN_LIFE_MS - livedMs));
      if (!this.#isClosing) await this.#start();
    };
    again().catch((error: unknown) => {
      if (this.#isClosing) return;
      this.#options.onNote(`It did not come to serve: ${String(error)}`);
      this.#replace(worker, how, 0);
    });
  }

  #hear(worker: Worker, message: Exclude<FromWorker, Listening>): void {
    if (message.kind === "gather") void this.#gather(worker, message.id);
    else this.#gatherings.get(message.id)?.take(message.snapshot);
  }

  async #gather(asker: Worker, askedId: number): Promise<void> {
    const id = (this.#gatheringCount += 1);
    const gathering = new Gathering(this.#serving.size);
    this.#gatherings.set(id, gathering);
    for (const worker of this.#serving) send(worker, { kind: "snapshot", id });
    const snapshots = await gathering.complete();
    this.#gatherings.delete(id);
    send(asker, { kind: "gathered", id: askedId, snapshots });
  }
}

/** Snapshots of all workers, or of those that answer in time: a stuck one must not hide the others. */
class Gathering {
  readonly #snapshots: ProcessSnapshot[] = [];
  readonly #all = Promise.withResolvers<void>();
  readonly #expected: number;

  constructor(expected: number) {
    this.#expected = expected;
  }

  take(snapshot: ProcessSnapshot): void {
    this.#snapshots.push(snapshot);
    if (this.#snapshots.length >= this.#expected) this.#all.resolve();
  }

  async complete(): Promise<readonly ProcessSnapshot[]> {
    const timer = setTimeout(this.#all.resolve, GATHER_TIMEOUT_MS);
    await this.#all.promise;
    clearTimeout(timer);
    return this.#snapshots;
  }
}

function send(worker: Worker, message: ToWorker): void {
  if (worker.isConnected()) worker.send(message);
}

function didNotServe(code: number | null, signal: string | null): ConfigurationError {
  return new ConfigurationError(
    `A worker process ended before it served (${signal ?? (code ?? "").toString()})`,
    {
      code: "WorkerFailed",
      hints: ["What it printed says why"],
    },
  );
}
