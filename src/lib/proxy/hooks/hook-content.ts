import type { HookContent, RegisteredHook } from "./hook-api.js";
import { HookFailure } from "./hook-failure.js";

/** Does a hook's function take content? One that takes its context alone must not hold the content up. */
export function wantsContent({ hook }: RegisteredHook): boolean {
  // None declared may also be (...rest).
  return hook.length !== 1;
}

/** For a function that declares no content, and takes it after all: nothing would be checked, and nobody would know. */
export const UNDECLARED_CONTENT: HookContent = {
  [Symbol.asyncIterator]: () => {
    throw new TypeError("A hook that reads content must declare it: function name(context, content)");
  },
};

/** For events that have no content. */
export const NO_CONTENT: HookContent = {
  [Symbol.asyncIterator]: () => ({ next: async () => Promise.resolve({ done: true, value: undefined }) }),
};

/** Hooks may be written without types. @throws TypeError for a chunk that is no bytes. */
export function bytesOf(chunk: unknown): Buffer {
  if (!(chunk instanceof Uint8Array))
    throw new TypeError("The chunks of content must be Buffers or Uint8Arrays");
  return Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
}

export function tooLarge({ maxBytes = 0 }: RegisteredHook): HookFailure {
  return new HookFailure(`the content is larger than the ${maxBytes.toString()} bytes that it takes`, {
    code: "EntityTooLarge",
  });
}
