import pLimit from "p-limit";
import { ENCRYPTION_HEADER, parseEncryptionMetadata } from "../../crypto/encryption-metadata.js";
import { plaintextSize } from "../../crypto/sizes.js";
import { ConfigurationError, IntegrityError } from "../../errors/s3kit-error.js";
import { readAnswerText } from "../../gateway/answers/answer-text.js";
import { decodeXmlText } from "../../gateway/answers/decode-xml-text.js";
import type { KeyRing } from "../../key-ring/key-ring.js";
import type { Handler } from "../../wire/exchange.js";
import { answering } from "./answering.js";
import { discardAnswer } from "./answers.js";
import { mayEncrypt, protectionOf, type EncryptionSettings } from "./encryption-settings.js";
import { entriesOf } from "./listing/clear-entries.js";
import { ownRequest } from "./sub-request.js";

const BUCKETS = 50;
const KEYS_A_BUCKET = 50;
const OBJECTS_A_BUCKET = 6;
const AT_ONCE = 8;
/** A store that does not answer by then holds up the start no longer; what cannot be opened is still never served. */
const PATIENCE_MS = 10_000;

/** Whether the key of one object could be opened. */
interface Opened {
  readonly error: IntegrityError | undefined;
  readonly name: string;
}

/**
 * Look whether a ring opens what is stored: a few objects of each bucket, a HEAD each. Nothing is written.
 *
 * @returns why some of it does not open, when others do: renamed objects, or those of another ring.
 * @throws ConfigurationError `WrongKeyRing` when the ring opens nothing of it; the store's failure when it does not answer
 */
export async function checkCanary(
  store: Handler,
  ring: KeyRing,
  settings: EncryptionSettings,
): Promise<string | undefined> {
  const next = answering(store);
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const buckets = (await bucketNames(next, signal)).filter((bucket) => mayEncrypt(settings, bucket));
  const limit = pLimit(AT_ONCE);
  const looked = await limit.map(buckets.slice(0, BUCKETS), async (bucket) =>
    lookInto(bucket, { next, ring, settings, signal }),
  );
  const opened = looked.flat();
  const closed = opened.find(({ error }) => error !== undefined);
  if (closed?.error === undefined) return undefined;
  if (opened.every(({ error }) => error !== undefined)) throw wrongRing(closed.name, closed.error);
  return `${closed.name} cannot be decrypted: ${closed.error.message}`;
}

async function bucketNames(next: Handler, signal: AbortSignal): Promise<readonly string[]> {
  const answer = await next(ownRequest({ operation: "ListBuckets", method: "GET" }, signal));
  const document = await readAnswerText(answer);
  // Credentials for some buckets alone may not list them all.
  if (answer.status !== 200) return [];
  return [...document.matchAll(/<Bucket>.*?<Name>(.*?)<\/Name>.*?<\/Bucket>/gs)].map(([, name = ""]) =>
    decodeXmlText(name),
  );
}

interface Surroundings {
  readonly next: Handler;
  readonly ring: KeyRing;
  readonly settings: EncryptionSettings;
  readonly signal: AbortSignal;
}

async function lookInto(bucket: string, surroundings: Surroundings): Promise<readonly Opened[]> {
  const { next, settings, signal } = surroundings;
  const query: [string, string][] = [
    ["list-type", "2"],
    ["max-keys", KEYS_A_BUCKET.toString()],
    // Not the proxy's own.
    ["start-after", ".s3kit/~"],
  ];
  const answer = await next(
    ownRequest(
      {
        operation: "ListObjectsV2",
        method: "GET",
        bucket,
        query,
        headers: { "accept-encoding": "identity" },
      },
      signal,
    ),
  );
  const document = await readAnswerText(answer);
  if (answer.status !== 200) return [];
  const candidates = entriesOf(document).filter(
    ({ key, storedBytes = -1 }) =>
      protectionOf(settings, bucket, key).mode !== "off" && plaintextSize(storedBytes) !== undefined,
  );
  const looked = await Promise.all(
    candidates.slice(0, OBJECTS_A_BUCKET).map(async ({ key }) => lookAt(bucket, key, surroundings)),
  );
  return looked.flat();
}

async function lookAt(
  bucket: string,
  key: string,
  { next, ring, settings, signal }: Surroundings,
): Promise<readonly Opened[]> {
  const answer = await next(ownRequest({ operation: "HeadObject", method: "HEAD", bucket, key }, signal));
  discardAnswer(answer);
  const metadata = answer.headers[ENCRYPTION_HEADER];
  if (metadata === undefined) return [];
  const name = `${bucket}/${key}`;
  try {
    const parsed = parseEncryptionMetadata(metadata);
    await ring.unwrap(parsed, { namespace: protectionOf(settings, bucket, key).namespace, key });
    return [{ name, error: undefined }];
  } catch (error) {
    if (!(error instanceof IntegrityError)) throw error;
    // Of the format of a newer program, the ring says nothing.
    return error.code === "UnknownFormat" ? [] : [{ name, error }];
  }
}

function wrongRing(name: string, error: IntegrityError): ConfigurationError {
  return new ConfigurationError(
    `The key ring does not open what the store holds: ${error.message} (${name})`,
    {
      code: "WrongKeyRing",
      hints: [
        ...error.hints,
        "See what the ring has: s3kit key list",
        "Objects of a bucket that had another name open with --namespace NAME",
        "Where other rings are for other buckets, say in the configuration which are whose",
      ],
      cause: error,
    },
  );
}
