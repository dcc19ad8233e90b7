import cluster from "node:cluster";
import type { ProcessSnapshot } from "./process-snapshot.js";
import { GATHER_TIMEOUT_MS, type FromWorker, type ToWorker } from "./worker-messages.js";

/** Is this process one of several that share a port, started by another? */
export function isWorkerProcess(): boolean {
  return cluster.isWorker;
}

export interface WorkerDuties {
  readonly snapshot: () => Promise<ProcessSnapshot>;
  readonly reload: () => void;
  readonly shutdown: () => void;
}

/** A worker's line to the process that started it. */
export interface WorkerLine {
  /** Of all workers. Of those that answer in time, when one is stuck. */
  readonly gatherSnapshots: (own: ProcessSnapshot) => Promise<readonly ProcessSnapshot[]>;
  /** Say that this process serves, and do from now on what it is told. */
  announce(served: { readonly endpoint: string; readonly upstream: string }, duties: WorkerDuties): void;
  /** Nothing more is said; the process may end. */
  hangUp(): void;
}

/** Open a worker's line: see {@link isWorkerProcess}. */
export function openWorkerLine(): WorkerLine {
  const asked = new Map<number, (snapshots: readonly ProcessSnapshot[]) => void>();
  let count = 0;
  let duties: WorkerDuties | undefined;
  process.on("message", (message: ToWorker) => {
    if (message.kind === "reload") duties?.reload();
    else if (message.kind === "shutdown") duties?.shutdown();
    else if (message.kind === "gathered") asked.get(message.id)?.(message.snapshots);
    else void answer(message.id, duties);
  });
  return {
    gatherSnapshots: async (own) => {
      const id = (count += 1);
      const gathered = Promise.withResolvers<readonly ProcessSnapshot[]>();
      asked.set(id, gathered.resolve);
      const timer = setTimeout(gathered.resolve, 2 * GATHER_TIMEOUT_MS, [own]);
      tell({ kind: "gather", id });
      const snapshots = await gathered.promise;
      clearTimeout(timer);
      asked.delete(id);
      return snapshots;
    },
    announce: (served, given) => {
      duties = given;
      tell({ kind: "listening", endpoint: served.endpoint, upstream: served.upstream });
    },
    hangUp: () => {
      cluster.worker?.disconnect();
    },
  };
}

async function answer(id: number, duties: WorkerDuties | undefined): Promise<void> {
  if (duties !== undefined) tell({ kind: "snapshot", id, snapshot: await duties.snapshot() });
}

/** Whoever started this process may be gone; it then ends by itself. */
function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}
