import { once } from "node:events";
import { PassThrough, type Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import type { S3Client } from "@aws-sdk/client-s3";
import { RangeOpener } from "../../crypto/range-opener.js";
import { planWhole } from "../../crypto/range-plan.js";
import { IntegrityError } from "../../errors/s3kit-error.js";
import { directRequest } from "../../s3/direct/direct-request.js";
import { retryDelayMs, retryKind } from "../../s3/direct/retry-rules.js";
import { rangeRequest, type EncryptedObject } from "./encrypted-object.js";
import { createSummaryVerifier } from "./summary-verifier.js";

/** Tries without a byte in between. */
const MAX_ATTEMPTS = 5;

/**
 * Read the plaintext of an object from its beginning to its end. `onData` gets authentic bytes alone, and is waited for; a
 * broken connection goes on where it broke. Resolves when all is authentic and the checksums of the summary are right.
 * Memory: what the connection buffers.
 *
 * @throws IntegrityError when anything was changed: what `onData` got until then is authentic, but not the whole
 */
export async function readDecrypted(
  client: S3Client,
  object: EncryptedObject,
  onData: (plaintext: Buffer) => Promise<void> | undefined,
  signal: AbortSignal,
): Promise<void> {
  const verifier = createSummaryVerifier(object.layout);
  let position = 0;
  for (let attempt = 1; ; attempt += 1) {
    const startedAt = position;
    try {
      await readFrom(client, object, position, signal, (plaintext) => {
        verifier.update(plaintext);
        position += plaintext.length;
        return onData(plaintext);
      });
      verifier.finish(nameOf(object));
      return;
    } catch (error) {
      if (position > startedAt) attempt = 1;
      const kind = retryKind(error);
      if (kind === undefined || attempt >= MAX_ATTEMPTS || signal.aborted) throw error;
      await sleep(retryDelayMs(kind, attempt, error), undefined, { signal });
    }
  }
}

/** {@link readDecrypted} as a stream; destroy it to stop reading. */
export function streamDecrypted(client: S3Client, object: EncryptedObject, signal: AbortSignal): Readable {
  const output = new PassThrough();
  const closed = new AbortController();
  output.once("close", () => closed.abort());
  const reading = AbortSignal.any([signal, closed.signal]);
  const write = (plaintext: Buffer) => {
    if (output.write(plaintext)) return undefined;
    return once(output, "drain", { signal: reading }).then(() => undefined);
  };
  readDecrypted(client, object, write, reading).then(
    () => output.end(),
    (error: unknown) => output.destroy(error as Error),
  );
  return output;
}

async function readFrom(
  client: S3Client,
  object: EncryptedObject,
  position: number,
  signal: AbortSignal,
  take: (plaintext: Buffer) => Promise<void> | undefined,
): Promise<void> {
  const plan = planWhole(object.layout, position);
  const opener = new RangeOpener(object.objectKey, plan);
  await directRequest(client, rangeRequest(object, { start: plan.sealedStart, end: plan.sealedEnd }), {
    signal,
    reader: {
      onHead: ({ status }) => {
        if (status !== 206) throw new IntegrityError(`The store ignored a range of ${nameOf(object)}`);
      },
      onData: (piece) => {
        const opened: Buffer[] = [];
        const surplus = opener.open(piece, opened);
        if (surplus.length > 0)
          throw new IntegrityError(`The store gave more of ${nameOf(object)} than asked for`);
        return takeAll(opened, take);
      },
    },
  });
  if (!opener.isDone) throw new IntegrityError(`${nameOf(object)} is cut short`, { code: "Damaged" });
}

/** One after the other; waits only when the taker does. */
function takeAll(
  pieces: readonly Buffer[],
  take: (plaintext: Buffer) => Promise<void> | undefined,
): Promise<void> | undefined {
  for (const [position, piece] of pieces.entries()) {
    const wait = take(piece);
    if (wait !== undefined) return wait.then(() => takeAll(pieces.slice(position + 1), take));
  }
  return undefined;
}

function nameOf({ place }: EncryptedObject): string {
  return `s3://${place.bucket}/${place.key}`;
}
