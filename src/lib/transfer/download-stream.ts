import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import type { Writable } from "node:stream";
import { directRequest } from "../s3/direct/direct-request.js";
import { retryDelayMs, retryKind } from "../s3/direct/retry-rules.js";
import { isBrokenPipe, OutputClosedError } from "../errors/output-closed-error.js";
import { IntegrityError } from "../errors/s3kit-error.js";
import { createVerifier, storedDigest } from "./stored-checksum.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace } from "./transfer-item.js";

/** Tries without a byte in between. */
const MAX_ATTEMPTS = 5;

/**
 * Write an object to a stream, in order; a broken connection goes on at the next byte of the same state of the object.
 * The stream is not ended. Memory: what the stream buffers.
 *
 * @throws OutputClosedError when the stream's reader goes away, what else the stream fails with; IntegrityError when the
 * bytes, by then written, are not what the store says they are.
 */
export async function downloadStream(
  context: TransferContext,
  source: ObjectPlace,
  output: Writable,
): Promise<{ readonly sizeBytes: number }> {
  const watch = watchOutput(output, context.signal);
  try {
    return await download({ ...context, signal: watch.signal }, source, output);
  } catch (error) {
    watch.signal.throwIfAborted();
    throw error;
  } finally {
    watch.stop();
  }
}

async function download(
  context: TransferContext,
  source: ObjectPlace,
  output: Writable,
): Promise<{ readonly sizeBytes: number }> {
  const name = `s3://${source.bucket}/${source.key}`;
  let verifier = createVerifier(undefined);
  let etag: string | undefined;
  let position = 0;
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = position;
    const pin =
      position === 0
        ? { "x-amz-checksum-mode": "ENABLED" }
        : { range: `bytes=${position.toString()}-`, "if-match": etag };
    try {
      await directRequest(
        context.client,
        { method: "GET", ...source, headers: pin },
        {
          signal: context.signal,
          reader: {
            onHead: ({ status, headers }) => {
              if (startedAt === 0) verifier = createVerifier(storedDigest(headers));
              else if (status !== 206) throw new IntegrityError(`${name} broke off and cannot be continued`);
              etag = headers["etag"];
            },
            onData: (chunk) => {
              verifier.update(chunk);
              position += chunk.length;
              context.progress.movedBytes += chunk.length;
              return output.write(chunk) ? undefined : drained(output, context.signal);
            },
          },
        },
      );
      verifier.finish(name);
      return { sizeBytes: position };
    } catch (error) {
      if (position > startedAt) attempt = 1;
      const kind = retryKind(error);
      if (kind === undefined || attempt >= MAX_ATTEMPTS || context.signal.aborted) throw error;
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal: context.signal });
    }
  }
}

/**
 * A signal that is aborted, too, when an output fails: its EPIPE is not the connection's, and nothing can be tried again.
 * Its reason is an OutputClosedError when the reader went away.
 */
export function watchOutput(output: Writable, signal: AbortSignal) {
  const failure = new AbortController();
  const onError = (error: Error): void => {
    failure.abort(isBrokenPipe(error) ? new OutputClosedError("The reader of the output closed it") : error);
  };
  output.on("error", onError);
  if (output.destroyed) onError(output.errored ?? Object.assign(new Error("Closed"), { code: "EPIPE" }));
  return { signal: AbortSignal.any([signal, failure.signal]), stop: () => output.off("error", onError) };
}

async function drained(output: Writable, signal: AbortSignal): Promise<void> {
  await once(output, "drain", { signal });
}
