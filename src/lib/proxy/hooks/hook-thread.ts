/**
 * Runs one hook of one file in a thread of its own, call after call. Imports nothing of this project when it is loaded:
 * where it is run from its source, only files without such imports can be.
 */
import { extname } from "node:path";
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import type { Hook, HookContent } from "./hook-api.js";
import type * as HookFiles from "./hook-files.js";
import type { FromThread, ThreadCall, ThreadTask, ToThread } from "./thread-protocol.js";

const { file, event, name } = workerData as ThreadTask;
const hook = await loadHook();
parentPort?.on("message", ({ context, port }: ThreadCall) => {
  void serveCall({ context, port });
});

async function loadHook(): Promise<Hook> {
  const { openHookFiles } = (await import(
    `./hook-files${extname(import.meta.filename)}`
  )) as typeof HookFiles;
  const found = await openHookFiles("thread").load(file);
  const registration = found.find((candidate) => isMeant(candidate));
  if (registration === undefined)
    throw new Error(`${file} registers no hook ${name} for ${event} in its thread`);
  return registration.hook;
}

function isMeant({ event: eventName, options, hook }: HookFiles.FoundRegistration): boolean {
  const camelCase = eventName.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return camelCase === event && (options.name ?? hook.name) === name;
}

async function serveCall({ context, port }: ThreadCall): Promise<void> {
  const send = (message: FromThread): void => port.postMessage(message);
  const abort = new AbortController();
  const answers = new Answers(port, () => abort.abort());
  try {
    const verdict = await hook({ ...context, signal: abort.signal }, contentFrom(answers, send));
    const content = verdict !== undefined && verdict.pass ? verdict.content : undefined;
    send({ kind: "verdict", verdict: plain(verdict), hasContent: content !== undefined });
    if (content !== undefined) await giveContent(content, answers, send);
  } catch (error) {
    const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
    send({ kind: "error", message, stack });
  }
}

/** Streams cannot be sent to another thread. */
function plain(verdict: unknown): unknown {
  return typeof verdict === "object" && verdict !== null ? { ...verdict, content: undefined } : verdict;
}

/** What comes over a call's port: answers to this thread's pulls, and pulls for what the hook made of the content. */
class Answers {
  readonly #onPull: (() => void)[] = [];
  #pulls = 0;
  #answered: ((message: ToThread) => void) | undefined;

  constructor(port: MessagePort, onAbort: () => void) {
    port.on("message", (message: ToThread) => {
      if (message.kind === "abort") onAbort();
      else if (message.kind === "pull") this.#pulled();
      else this.#answered?.(message);
    });
  }

  async next(): Promise<ToThread> {
    return new Promise((resolve) => {
      this.#answered = resolve;
    });
  }

  /** Resolves at the next pull. */
  async pulled(): Promise<void> {
    if (this.#pulls > 0) {
      this.#pulls -= 1;
      return;
    }
    await new Promise<void>((resolve) => this.#onPull.push(resolve));
  }

  #pulled(): void {
    const resolve = this.#onPull.shift();
    if (resolve === undefined) this.#pulls += 1;
    else resolve();
  }
}

function contentFrom(answers: Answers, send: (message: FromThread) => void): HookContent {
  const next = async (): Promise<IteratorResult<Buffer>> => {
    const answer = answers.next();
    send({ kind: "pull" });
    const message = await answer;
    if (message.kind === "broken") throw new Error(message.message);
    if (message.kind !== "chunk") return { done: true, value: undefined };
    const { buffer, byteOffset, byteLength } = message.chunk;
    return { done: false, value: Buffer.from(buffer, byteOffset, byteLength) };
  };
  const leave = async (): Promise<IteratorResult<Buffer>> => {
    send({ kind: "leave" });
    return Promise.resolve({ done: true, value: undefined });
  };
  return { [Symbol.asyncIterator]: () => ({ next, return: leave }) };
}

async function giveContent(
  content: AsyncIterable<Uint8Array>,
  answers: Answers,
  send: (message: FromThread) => void,
): Promise<void> {
  await answers.pulled();
  for await (const chunk of content) {
    send({ kind: "chunk", chunk: new Uint8Array(chunk) });
    await answers.pulled();
  }
  send({ kind: "end" });
}
