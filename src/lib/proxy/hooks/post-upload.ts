import { Readable, Transform, pipeline } from "node:stream";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import type { Operation } from "../../wire/operation.js";
import type { HookSurroundings } from "./content-check.js";
import type { RegisteredHook } from "./hook-api.js";
import type { HookSet } from "./hook-set.js";
import { answerFacts } from "./request-facts.js";
import { runWithoutContent } from "./run-without-content.js";

/** Operations after which an object is there that was not there before. */
const MAKES_OBJECT: ReadonlySet<Operation> = new Set([
  "PutObject",
  "PostObject",
  "CopyObject",
  "CompleteMultipartUpload",
]);

/** Operations whose answer may say 200 first and that it failed later. */
const FAILS_LATE: ReadonlySet<Operation> = new Set(["CopyObject", "CompleteMultipartUpload"]);

/**
 * Start the `postUpload` hooks once an upload has succeeded, behind the answer: they can neither delay nor change it.
 *
 * @returns the response, to be answered instead of the one given.
 */
export function afterUpload(
  request: S3Request,
  response: S3Response,
  { byEvent, background }: HookSet,
  surroundings: HookSurroundings,
): S3Response {
  const { together, inOrder } = byEvent.postUpload;
  if (together.length + inOrder.length === 0) return response;
  if (!MAKES_OBJECT.has(request.operation) || !hasSucceeded(response)) return response;
  const sizeBytes = FAILS_LATE.has(request.operation) ? undefined : surroundings.facts.sizeBytes;
  const facts = answerFacts(surroundings.facts, response, sizeBytes);
  const start = (): void => {
    // The client may be gone by now; its request is over.
    const run = runAll(together, inOrder, { ...surroundings, facts, signal: new AbortController().signal });
    background.add(run);
    void run.finally(() => background.delete(run));
  };
  if (!FAILS_LATE.has(request.operation)) {
    setImmediate(start);
    return response;
  }
  return onSuccessDocument(response, start);
}

/** Never rejects: what hooks throw has been reported, and refusing comes too late. */
async function runAll(
  together: readonly RegisteredHook[],
  inOrder: readonly RegisteredHook[],
  surroundings: HookSurroundings,
): Promise<void> {
  const run = async (hook: RegisteredHook): Promise<void> => {
    await runWithoutContent(hook, surroundings).catch(() => undefined);
  };
  const runInOrder = async (): Promise<void> => {
    for (const hook of inOrder) await run(hook);
  };
  await Promise.all([...together.map(run), runInOrder()]);
}

/** Call `onSuccess` when a document has been answered in full and is no `<Error>`. */
function onSuccessDocument(response: S3Response, onSuccess: () => void): S3Response {
  const { body } = response;
  if (!(body instanceof Readable)) {
    if (!isError(body?.toString() ?? "")) setImmediate(onSuccess);
    return response;
  }
  let text = "";
  const watch = new Transform({
    transform: (chunk: Buffer, _encoding, done) => {
      if (text.length < MAX_DOCUMENT_CHARACTERS) text += chunk.toString("latin1");
      done(null, chunk);
    },
    flush: (done) => {
      if (!isError(text)) setImmediate(onSuccess);
      done();
    },
  });
  return { ...response, body: pipeline(body, watch, () => undefined) };
}

/** Such documents are short, but for the white space before them. */
const MAX_DOCUMENT_CHARACTERS = 64 * 1024;

function isError(document: string): boolean {
  return /<Error[\s>]/.test(document);
}

/** 303: a form's answer that sends the browser on. */
function hasSucceeded({ status }: S3Response): boolean {
  return status < 300 || status === 303;
}
