import { Readable } from "node:stream";
import { S3Error } from "../../wire/s3-error.js";
import type { RegisteredHook } from "./hook-api.js";
import { bytesOf } from "./hook-content.js";
import { failedHook, HookFailure } from "./hook-failure.js";

/**
 * What a hook makes of content, as a stream that fails when the hook gives nothing for as long as it may take.
 *
 * @param source what it makes it of: destroyed when the stream ends or is destroyed.
 */
export function withPatience(
  content: AsyncIterable<Uint8Array>,
  source: Readable,
  hook: RegisteredHook,
): Readable {
  const stream = Readable.from(patiently(content, hook), { objectMode: false });
  // Not in the generator: one that was never begun has no end.
  stream.once("close", () => source.destroy());
  return stream;
}

async function* patiently(content: AsyncIterable<Uint8Array>, hook: RegisteredHook): AsyncGenerator<Buffer> {
  const chunks = content[Symbol.asyncIterator]();
  try {
    for (
      let step = await nextWithin(chunks, hook);
      step.done !== true;
      step = await nextWithin(chunks, hook)
    ) {
      yield bytesOf(step.value);
    }
  } finally {
    // It may hang just as well: nobody waits for it.
    void Promise.resolve(chunks.return?.()).catch(() => undefined);
  }
}

async function nextWithin(
  chunks: AsyncIterator<Uint8Array>,
  hook: RegisteredHook,
): Promise<IteratorResult<Uint8Array>> {
  const timeUp = Promise.withResolvers<never>();
  const timer = setTimeout(() => {
    const failure = new HookFailure(`it gave nothing for ${hook.timeoutMs.toString()} ms`);
    timeUp.reject(failedHook(hook, failure));
  }, hook.timeoutMs);
  try {
    return await Promise.race([chunks.next(), timeUp.promise]);
  } catch (cause) {
    // An S3Error is what the content itself failed with, or the limit above.
    throw cause instanceof S3Error ? cause : failedHook(hook, new HookFailure("it broke off", { cause }));
  } finally {
    clearTimeout(timer);
  }
}
