import { directRequest } from "../s3/direct/direct-request.js";
import { copiedObjectHeaders } from "./object-headers.js";
import { openObjectSource } from "./part-source.js";
import { planParts } from "./part-plan.js";
import { assertAbsent, putObject } from "./put-object.js";
import { readTags } from "./read-tags.js";
import { createVerifier, storedDigest } from "./stored-checksum.js";
import { storeName } from "./store-name.js";
import type { TransferContext } from "./transfer-context.js";
import type { ObjectPlace, RemoteObject } from "./transfer-item.js";
import { uploadParts } from "./upload-parts.js";

/**
 * Copy an object from one store to another through this machine, never touching the disk: in one piece when it fits into
 * a part, else part by part, resumable. Metadata, type and tags come along unless the settings say otherwise. What the
 * source has a checksum of is verified on the way.
 *
 * Memory: the buffers of the run's pool; above 640 GiB, a part.
 */
export async function relayObject(
  context: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  const plan = planParts(source.sizeBytes, context.options.partSizeBytes);
  if (plan.partCount === 1) {
    await relayWhole(context, source, target);
    return;
  }
  if (context.options.ifNoneMatch) await assertAbsent(context, target);
  const { headers: found } = await ask(context, "HEAD", source);
  await uploadParts(context, {
    target,
    source: openObjectSource(context.sourceClient, source),
    sourceName: `${await storeName(context.sourceClient)} s3://${source.bucket}/${source.key}`,
    headers: await headersFrom(context, source, found),
    plan,
    expected: storedDigest(found),
  });
}

async function relayWhole(
  context: TransferContext,
  source: RemoteObject,
  target: ObjectPlace,
): Promise<void> {
  const buffer = await context.buffers.acquire(source.sizeBytes, context.signal);
  try {
    const response = await ask(context, "GET", source);
    const verifier = createVerifier(storedDigest(response.headers));
    verifier.update(response.body);
    verifier.finish(`s3://${source.bucket}/${source.key}`);
    await putObject(context, target, await headersFrom(context, source, response.headers), response.body);
  } finally {
    buffer.release(false);
  }
}

function ask(
  { sourceClient, signal }: TransferContext,
  method: "GET" | "HEAD",
  { bucket, key, etag }: RemoteObject,
) {
  const headers = { "if-match": `"${etag}"`, "x-amz-checksum-mode": "ENABLED" };
  return directRequest(sourceClient, { method, bucket, key, headers }, { signal });
}

async function headersFrom(
  { sourceClient, options, signal }: TransferContext,
  source: RemoteObject,
  found: Readonly<Record<string, string>>,
) {
  const tags = options.settings.tags ?? (await readTags(sourceClient, source, found, signal));
  return copiedObjectHeaders({ ...options.settings, tags }, found);
}
