import { Readable } from "node:stream";
import type { S3Request, S3Response } from "../../wire/exchange.js";
import { S3Error } from "../../wire/s3-error.js";
import { callHook } from "./call-hook.js";
import { CheckedContent } from "./checked-content.js";
import { ContentCheck, type HookSurroundings } from "./content-check.js";
import type { RegisteredHook } from "./hook-api.js";
import { UNDECLARED_CONTENT, wantsContent } from "./hook-content.js";
import type { EventHooks } from "./hook-registry.js";
import { RepeatableContent } from "./repeatable-content.js";
import { retrievedFacts } from "./request-facts.js";
import { withPatience } from "./with-patience.js";

/**
 * Take what is downloaded through the `postRetrieve` hooks: first those in order, before the client gets a byte; then the
 * others together, while what those left streams to the client, who gets the last bytes when all of them have passed.
 *
 * @throws S3Error of a hook in order that does not pass. One of the others makes the body fail.
 */
export async function checkDownload(
  request: S3Request,
  response: S3Response,
  { together, inOrder }: EventHooks,
  surroundings: HookSurroundings,
): Promise<S3Response> {
  if (together.length + inOrder.length === 0 || !isDownload(request, response)) return response;
  const around = { ...surroundings, facts: retrievedFacts(surroundings.facts, response) };
  const { content, isChanged } = await runInOrder(streamOf(response), inOrder, around);
  if (isChanged && isPartial(response)) {
    content.destroy();
    throw partOfChanged();
  }
  const headers = isChanged ? withoutByteFacts(response.headers) : response.headers;
  return { ...response, headers, body: checkedTogether(content, together, around, isChanged) };
}

function isDownload({ operation }: S3Request, { status }: S3Response): boolean {
  return operation === "GetObject" && (status === 200 || status === 206);
}

function streamOf({ body }: S3Response): Readable {
  if (body instanceof Readable) return body;
  return Readable.from(body === undefined ? [] : [Buffer.from(body)], { objectMode: false });
}

interface Retrieved {
  readonly content: Readable;
  readonly isChanged: boolean;
}

async function runInOrder(
  source: Readable,
  hooks: readonly RegisteredHook[],
  surroundings: HookSurroundings,
): Promise<Retrieved> {
  let retrieved: Retrieved = { content: source, isChanged: false };
  for (const hook of hooks) {
    try {
      retrieved = await runOne(retrieved, hook, surroundings);
    } catch (error) {
      retrieved.content.destroy();
      source.destroy();
      throw error;
    }
  }
  return retrieved;
}

async function runOne(
  before: Retrieved,
  hook: RegisteredHook,
  surroundings: HookSurroundings,
): Promise<Retrieved> {
  const content = new RepeatableContent(before.content);
  const facts = before.isChanged ? { ...surroundings.facts, sizeBytes: undefined } : surroundings.facts;
  try {
    const verdict = await callHook({
      ...surroundings,
      facts,
      hook,
      openContent: (clock) => (wantsContent(hook) ? content.read(clock) : UNDECLARED_CONTENT),
      complete: (verdict) => verdict,
    });
    if (verdict?.content === undefined) return { ...before, content: content.again() };
    await content.letGo();
    return { content: withPatience(verdict.content, before.content, hook), isChanged: true };
  } catch (error) {
    await content.close();
    throw error;
  }
}

function checkedTogether(
  content: Readable,
  hooks: readonly RegisteredHook[],
  surroundings: HookSurroundings,
  isChanged: boolean,
): Readable {
  if (hooks.length === 0) return content;
  const facts = isChanged ? { ...surroundings.facts, sizeBytes: undefined } : surroundings.facts;
  const check = new ContentCheck(hooks, { ...surroundings, facts });
  // The embedded store fills its buffers again.
  return new CheckedContent(content, check, { copies: true });
}

function isPartial({ status }: S3Response): boolean {
  return status === 206;
}

function partOfChanged(): S3Error {
  const message = "A hook changes the content of this object, so it can only be read as a whole.";
  return new S3Error("NotImplemented", message);
}

/** What the store says of its bytes is not true of what a hook made of them. */
function withoutByteFacts(headers: S3Response["headers"]): S3Response["headers"] {
  const kept = Object.entries(headers).filter(
    ([name]) =>
      !/^(content-length|content-md5|accept-ranges|x-amz-checksum-.*|x-amz-mp-parts-count)$/.test(name),
  );
  return Object.fromEntries(kept);
}
