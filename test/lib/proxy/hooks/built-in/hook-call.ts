import { setTimeout as delay } from "node:timers/promises";
import type {
  HookContext,
  HookVerdict,
  RegisteredHook,
} from "../../../../../src/lib/proxy/hooks/hook-api.js";

/** What hooks are told of an upload of `photos/cat.jpg`. */
const CONTEXT: HookContext = {
  event: "preUploadBeforeCheck",
  operation: "PutObject",
  bucket: "photos",
  key: "cat.jpg",
  sizeBytes: undefined,
  contentType: undefined,
  etag: undefined,
  versionId: undefined,
  metadata: {},
  accessKeyId: "TESTKEY",
  requestId: "0123456789ABCDEF",
  remoteAddress: "127.0.0.1",
  signal: new AbortController().signal,
};

/** The verdict of the one hook for an event. */
export async function judge(
  hooks: readonly RegisteredHook[],
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array> | string = "",
  context: Partial<HookContext> = {},
): Promise<HookVerdict> {
  const event = context.event ?? "preUploadBeforeCheck";
  const [hook, ...more] = hooks.filter((candidate) => candidate.event === event);
  if (hook === undefined || more.length > 0) throw new Error(`not one hook for ${event}`);
  return hook.hook({ ...CONTEXT, ...context, event }, chunksOf(content));
}

async function* chunksOf(
  content: Iterable<Uint8Array> | AsyncIterable<Uint8Array> | string,
): AsyncGenerator<Buffer> {
  const chunks = typeof content === "string" ? [Buffer.from(content)] : content;
  for await (const chunk of chunks) yield Buffer.from(chunk);
}

/** Zeros in chunks of 64 KiB; `onTaken` is told how many bytes were taken so far. */
export async function* zeros(
  sizeBytes: number,
  onTaken: (takenBytes: number) => void = () => {},
): AsyncGenerator<Buffer> {
  for (let sent = 0; sent < sizeBytes;) {
    const chunk = Buffer.alloc(Math.min(65_536, sizeBytes - sent));
    sent += chunk.length;
    onTaken(sent);
    yield chunk;
    await delay(0);
  }
}
